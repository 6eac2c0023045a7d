package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ValidationContext;
import eu.flexcoop.middleware.resources.core.internal.validation.CompiledSchema;

/** Definitions written in tests, with single quotes for double ones. */
public final class Definitions {
    private Definitions() {}

    public static ResourceDefinition parse(String name, String json) throws DefinitionException {
        try {
            return DefinitionParser.parse(
                    name, new ByteArrayInputStream(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static CompiledSchema schema(String fields) throws DefinitionException {
        return new CompiledSchema(parse("thing", "{'schema': {" + fields + "}}"));
    }

    public static Document document(String json) {
        return Document.parse(json.replace('\'', '"'));
    }

    public static Map<String, Object> issuesOfNew(String fields, String json) throws DefinitionException {
        return schema(fields).insert(document(json), new Store(Set.of()));
    }

    /** A store in which some values are taken and every reference to {@code people} exists. */
    public record Store(Set<Object> taken) implements ValidationContext {
        @Override
        public Optional<Instant> date(String text) {
            return text.endsWith("Z") && text.length() == 20 ? Optional.of(Instant.parse(text)) : Optional.empty();
        }

        @Override
        public boolean taken(String field, Object value) {
            return taken.contains(value);
        }

        @Override
        public boolean exists(String resource, String field, Object value) {
            return resource.equals("people");
        }
    }

    /** Notes the fields whose values must be unique. */
    public record Asked(Set<String> fields) implements ValidationContext {
        @Override
        public Optional<Instant> date(String text) {
            return Optional.empty();
        }

        @Override
        public boolean taken(String field, Object value) {
            fields.add(field);
            return false;
        }

        @Override
        public boolean exists(String resource, String field, Object value) {
            return true;
        }
    }
}
