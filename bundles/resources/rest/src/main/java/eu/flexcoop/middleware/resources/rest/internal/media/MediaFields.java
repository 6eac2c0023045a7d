package eu.flexcoop.middleware.resources.rest.internal.media;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.bson.types.ObjectId;

import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;

/** Where the documents of a resource have files, as a tree of field names; elements of lists have the node of their list. Immutable. */
public final class MediaFields {
    private final boolean here;
    private final Map<String, MediaFields> below;

    private MediaFields(boolean here, Map<String, MediaFields> below) {
        this.here = here;
        this.below = below;
    }

    /** Empty if the schema has no fields of type {@code media}. */
    public static Optional<MediaFields> of(Map<String, FieldRule> schema) {
        Map<String, MediaFields> fields = new LinkedHashMap<>();
        schema.forEach((name, rule) -> of(rule).ifPresent(field -> fields.put(name, field)));
        return fields.isEmpty() ? Optional.empty() : Optional.of(new MediaFields(false, fields));
    }

    private static Optional<MediaFields> of(FieldRule rule) {
        if (rule.types().contains(FieldType.MEDIA)) {
            return Optional.of(new MediaFields(true, Map.of()));
        }
        Optional<MediaFields> elements =
                rule.constraint(Constraint.Elements.class).flatMap(list -> of(list.rule()));
        return elements.isPresent()
                ? elements
                : rule.constraint(Constraint.Fields.class).flatMap(object -> of(object.fields()));
    }

    /** Whether the value here is a file. */
    public boolean here() {
        return here;
    }

    /** What is below the field of that name; null if there are no files. */
    public MediaFields at(String name) {
        return below.get(name);
    }

    /** Whether the dotted name is that of a field with files. */
    public boolean isMedia(String dotted) {
        MediaFields field = this;
        for (String name : dotted.split("\\.")) {
            field = field == null ? null : field.at(name);
        }
        return field != null && field.here;
    }

    /** The ids of the files of a document. */
    public Set<ObjectId> files(Map<String, Object> document) {
        Set<ObjectId> files = new LinkedHashSet<>();
        replace(document, value -> {
            if (value instanceof ObjectId id) {
                files.add(id);
            }
            return value;
        });
        return files;
    }

    /** Puts other values in the place of files; null values are left. */
    public void replace(Map<String, Object> document, UnaryOperator<Object> change) {
        below.forEach((name, field) -> {
            Object value = document.get(name);
            if (value != null) {
                Object changed = field.replaced(value, change);
                if (changed != value) {
                    document.put(name, changed);
                }
            }
        });
    }

    @SuppressWarnings("unchecked")
    private Object replaced(Object value, UnaryOperator<Object> change) {
        if (value instanceof List<?> list) {
            List<Object> changed = new ArrayList<>(list.size());
            boolean same = true;
            for (Object element : list) {
                Object next = element == null ? null : replaced(element, change);
                same &= next == element;
                changed.add(next);
            }
            return same ? value : changed;
        }
        if (here) {
            return change.apply(value);
        }
        if (value instanceof Map<?, ?> object) {
            replace((Map<String, Object>) object, change);
        }
        return value;
    }
}
