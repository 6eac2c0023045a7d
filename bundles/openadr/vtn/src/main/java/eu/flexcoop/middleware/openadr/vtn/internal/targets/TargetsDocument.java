package eu.flexcoop.middleware.openadr.vtn.internal.targets;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DrTarget;

/** The targets of an event in the bodies of the REST API. */
public final class TargetsDocument {
    public static final String TARGETS = "targets";
    private static final String RESOURCE = "resource_id";

    private TargetsDocument() {}

    /**
     * {@code ven_id}, {@code group_id}, {@code resource_id} with or without {@code ven_id}, {@code party_id} or {@code device_class}
     * each; a text is the id of a VEN.
     *
     * @throws IllegalArgumentException naming the target that is wrong
     */
    public static List<DrTarget> read(Document body) {
        List<DrTarget> targets = new ArrayList<>();
        for (Object target : body.get(TARGETS) instanceof List<?> list ? list : List.of()) {
            targets.add(target(targets.size(), target));
        }
        return targets;
    }

    private static DrTarget target(int index, Object target) {
        if (target instanceof String ven) {
            return new DrTarget.OfVen(new VenId(text(index, DocumentFields.VEN_ID, ven)));
        }
        if (target instanceof Map<?, ?> named && named.containsKey(RESOURCE) && named.size() == 2) {
            return new DrTarget.OfResource(
                    text(index, RESOURCE, named.get(RESOURCE)),
                    Optional.of(new VenId(text(index, DocumentFields.VEN_ID, named.get(DocumentFields.VEN_ID)))));
        }
        if (!(target instanceof Map<?, ?> named) || named.size() != 1) {
            throw new IllegalArgumentException(
                    ("targets[%d] must name one thing: {\"ven_id\"}, {\"group_id\"}, {\"resource_id\"} with or without"
                                    + " \"ven_id\", {\"party_id\"} or {\"device_class\"}")
                            .formatted(index));
        }
        String kind = named.keySet().iterator().next().toString();
        String value = text(index, kind, named.get(kind));
        return switch (kind) {
            case DocumentFields.VEN_ID -> new DrTarget.OfVen(new VenId(value));
            case "group_id" -> new DrTarget.OfGroup(value);
            case RESOURCE -> new DrTarget.OfResource(value, Optional.empty());
            case "party_id" -> new DrTarget.OfParty(value);
            case "device_class" -> new DrTarget.OfDeviceClass(value);
            default -> throw new IllegalArgumentException(
                    "targets[%d] has an unknown kind '%s'".formatted(index, kind));
        };
    }

    private static String text(int index, String field, Object value) {
        if (value instanceof String text && !text.isBlank()) {
            return text;
        }
        throw new IllegalArgumentException("targets[%d]: %s must be a text".formatted(index, field));
    }
}
