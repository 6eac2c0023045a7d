package eu.flexcoop.middleware.resources.rest.internal.embed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonGenerator;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.AddressPattern;
import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.message.Links;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;

/**
 * Links from a document to those that its fields refer to: {@code "related"} in its {@code _links}. Made for one response, since the
 * other resources come and go.
 */
public final class RelatedLinks {
    /** No links. */
    public static final RelatedLinks NONE = new RelatedLinks(Map.of());

    /** By field, the resource whose documents it refers to. */
    private final Map<String, ResourceDefinition> targets;

    private RelatedLinks(Map<String, ResourceDefinition> targets) {
        this.targets = targets;
    }

    /** Of documents of that resource. */
    public static RelatedLinks of(OpenResource resource, ResourceRegistry registry) {
        Map<String, Constraint.Reference> references = resource.references();
        if (references.isEmpty()) {
            return NONE;
        }
        Map<String, ResourceDefinition> targets = new LinkedHashMap<>();
        references.forEach((field, reference) -> registry.named(reference.resource())
                .map(target -> target.definition())
                .filter(target -> !target.internal()
                        && !AddressPattern.isPattern(target.url())
                        && target.item().enabled()
                        && target.item().lookupField().equals(reference.field()))
                .ifPresent(target -> targets.put(field, target)));
        return new RelatedLinks(targets);
    }

    /** @param values the value of a field as BSON or Java object; null if the document lacks it or the caller does not see it */
    public void write(JsonGenerator out, Function<String, Object> values) throws IOException {
        Map<String, List<String>> filled = new LinkedHashMap<>();
        targets.forEach((field, target) -> {
            List<String> addresses =
                    addresses(values.apply(field), target.item().lookupField());
            if (!addresses.isEmpty()) {
                filled.put(field, addresses);
            }
        });
        if (filled.isEmpty()) {
            return;
        }
        out.writeObjectFieldStart("related");
        for (Map.Entry<String, List<String>> entry : filled.entrySet()) {
            ResourceDefinition target = targets.get(entry.getKey());
            if (values.apply(entry.getKey()) instanceof List<?>) {
                out.writeArrayFieldStart(entry.getKey());
                for (String address : entry.getValue()) {
                    out.writeStartObject();
                    Links.writeMembers(out, target.itemTitle(), target.url() + "/" + address);
                    out.writeEndObject();
                }
                out.writeEndArray();
            } else {
                Links.write(
                        out,
                        entry.getKey(),
                        target.itemTitle(),
                        target.url() + "/" + entry.getValue().get(0));
            }
        }
        out.writeEndObject();
    }

    private static List<String> addresses(Object value, String key) {
        List<String> addresses = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(element -> address(element, key).ifPresent(addresses::add));
        } else {
            address(value, key).ifPresent(addresses::add);
        }
        return addresses;
    }

    /** @param key member of a reference to a version that names the document */
    private static Optional<String> address(Object value, String key) {
        if (value instanceof Map<?, ?> versioned) {
            return address(versioned.get(key)).flatMap(id -> address(versioned.get(DocumentFields.VERSION))
                    .map(n -> id + "?version=" + n));
        }
        return address(value);
    }

    private static Optional<String> address(Object value) {
        if (value instanceof BsonValue bson) {
            return switch (bson.getBsonType()) {
                case OBJECT_ID -> Optional.of(bson.asObjectId().getValue().toHexString());
                case STRING -> Optional.of(bson.asString().getValue());
                case DOCUMENT -> address(bson.asDocument().get("$id")); // a DBRef
                case INT32, INT64 -> Optional.of(Long.toString(bson.asNumber().longValue()));
                default -> Optional.empty();
            };
        }
        if (value instanceof Document reference) {
            return address(reference.get("$id"));
        }
        return value instanceof ObjectId || value instanceof String || value instanceof Integer || value instanceof Long
                ? Optional.of(value.toString())
                : Optional.empty();
    }
}
