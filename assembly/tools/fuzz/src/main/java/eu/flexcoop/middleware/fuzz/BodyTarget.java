package eu.flexcoop.middleware.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.DocumentValidator;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ValidationContext;
import eu.flexcoop.middleware.resources.core.internal.parsing.DefinitionException;
import eu.flexcoop.middleware.resources.core.internal.parsing.DefinitionParser;
import eu.flexcoop.middleware.resources.core.internal.validation.CompiledFields;
import eu.flexcoop.middleware.resources.core.internal.validation.CompiledSchema;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;

/** JSON bodies against a definition with every kind of rule. */
public final class BodyTarget {
    /** With a field of each type. */
    public static final ResourceDefinition DEFINITION = definition();

    private static final DocumentValidator VALIDATOR = new CompiledSchema(DEFINITION);
    private static final DateText DATES = new DateText("%Y-%m-%dT%H:%M:%S.%fZ");
    private static final ValidationContext CONTEXT = new ValidationContext() {
        @Override
        public Optional<Instant> date(String text) {
            return DATES.parse(text);
        }

        @Override
        public boolean taken(String field, Object value) {
            return false;
        }

        @Override
        public boolean exists(String resource, String field, Object value) {
            return true;
        }
    };

    private BodyTarget() {}

    private static ResourceDefinition definition() {
        try (InputStream file = BodyTarget.class.getResourceAsStream("/everything.json")) {
            return DefinitionParser.parse("everything", file);
        } catch (IOException | DefinitionException e) {
            throw new IllegalStateException("The definition of the fuzzer is wrong: " + e.getMessage(), e);
        }
    }

    public static void fuzzerTestOneInput(byte[] bytes) {
        Object body;
        try {
            body = Json.read(new ByteArrayInputStream(bytes));
        } catch (RuntimeException e) {
            Refusal.orFinding(e);
            return;
        }
        for (Object each : body instanceof List<?> list ? list : List.of(body)) {
            if (each instanceof Document document) {
                validate(document);
            }
        }
    }

    private static void validate(Document document) {
        VALIDATOR.update(copy(document), new Document(), CONTEXT);
        VALIDATOR.replace(copy(document), new Document(), CONTEXT);
        VALIDATOR.insert(document, CONTEXT);
    }

    /** Validation casts in place. */
    private static Document copy(Document document) {
        return (Document) CompiledFields.copy(document);
    }
}
