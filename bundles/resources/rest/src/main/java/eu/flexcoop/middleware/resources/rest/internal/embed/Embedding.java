package eu.flexcoop.middleware.resources.rest.internal.embed;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.Queries;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;

/**
 * Reads which references a client wants replaced by their documents: {@code embedded={"author":1,"author.employer":1}}, and those
 * that the definition embeds by itself. Names that are no embeddable references, and resources that the caller may not read, are left
 * as they are. Thread-safe.
 */
public final class Embedding {
    /** Most names in one request and most parts of a name; each reference on the way is a query per batch of rows. */
    static final int MOST = 20;

    static final int DEEPEST = 8;

    private final ResourceRegistry registry;
    private final OpenResources open;
    private final RestSettings settings;

    public Embedding(ResourceRegistry registry, OpenResources open, RestSettings settings) {
        this.registry = registry;
        this.open = open;
        this.settings = settings;
    }

    /** Empty if nothing is replaced. */
    public Optional<EmbeddedDocuments> of(RestRequest request, OpenResource resource) {
        Queries queries = resource.definition().queries();
        Optional<String> asked = request.parameter("embedded");
        if (!queries.embedding() || asked.isEmpty() && queries.embedded().isEmpty()) {
            return Optional.empty();
        }
        Set<String> names = new TreeSet<>(queries.embedded()); // a name stands before those that begin with it
        asked.ifPresent(text -> names(text).forEach((name, flag) -> {
            if (isOn(flag)) {
                names.add(name);
            } else {
                names.remove(name);
            }
        }));
        if (names.size() > MOST) {
            throw Problem.badRequest("'embedded' has %d names, at most %d are allowed", names.size(), MOST);
        }
        EmbeddedField root = new EmbeddedField();
        for (String name : names) {
            add(root, name, resource, request);
        }
        return root.isEmpty() ? Optional.empty() : Optional.of(new EmbeddedDocuments(root));
    }

    private static Document names(String text) {
        try {
            if (Json.read(text, "embedded") instanceof Document names) {
                return names;
            }
        } catch (Problem e) {
            // the words below are those of Eve
        }
        throw Problem.badRequestWords("Unable to parse `embedded` clause");
    }

    private static boolean isOn(Object flag) {
        return flag instanceof Number number ? number.doubleValue() != 0 : Boolean.TRUE.equals(flag);
    }

    private void add(EmbeddedField root, String name, OpenResource resource, RestRequest request) {
        List<String> parts = List.of(name.split("\\.", -1));
        if (parts.size() > DEEPEST) {
            throw Problem.badRequest("'embedded' has '%s', at most %d parts are allowed", name, DEEPEST);
        }
        Map<String, FieldRule> fields = resource.definition().schema();
        EmbeddedField parent = root;
        // fields between two references are added only when the second one is replaced
        int from = 0;
        for (int i = 0; i < parts.size(); i++) {
            FieldRule rule = fields.get(parts.get(i));
            if (rule == null) {
                return;
            }
            rule = element(rule);
            Optional<Constraint.Reference> reference = rule.constraint(Constraint.Reference.class);
            if (reference.isPresent()) {
                EmbeddedField known = existing(parent, parts.subList(from, i + 1));
                boolean last = i == parts.size() - 1;
                if (known == null && !last) {
                    return; // a reference on the way stays as it is
                }
                Optional<OpenResource> next = target(reference.get());
                Optional<ReferencedRows> rows = next.flatMap(
                        found -> ReferencedRows.of(found, reference.get(), request.caller(), settings.queryTimeout()));
                if (rows.isEmpty()) {
                    return;
                }
                if (known == null) {
                    known = create(parent, parts.subList(from, i + 1));
                    known.replaceBy(rows.get());
                }
                parent = known;
                from = i + 1;
                fields = next.get().definition().schema();
            } else {
                fields = rule.constraint(Constraint.Fields.class)
                        .map(Constraint.Fields::fields)
                        .orElse(Map.of());
            }
        }
    }

    private static FieldRule element(FieldRule rule) {
        FieldRule inner = rule;
        Optional<Constraint.Elements> elements = inner.constraint(Constraint.Elements.class);
        while (elements.isPresent()) {
            inner = elements.get().rule();
            elements = inner.constraint(Constraint.Elements.class);
        }
        return inner;
    }

    private Optional<OpenResource> target(Constraint.Reference reference) {
        return reference.embeddable()
                ? registry.named(reference.resource())
                        .filter(found -> found.definition().storage().pipeline().isEmpty())
                        .map(open::open)
                : Optional.empty();
    }

    private static EmbeddedField existing(EmbeddedField parent, List<String> names) {
        EmbeddedField field = parent;
        for (String name : names) {
            field = field == null ? null : field.at(name);
        }
        return field != null && field.here() ? field : null;
    }

    private static EmbeddedField create(EmbeddedField parent, List<String> names) {
        EmbeddedField field = parent;
        for (String name : names) {
            field = field.below(name);
        }
        return field;
    }
}
