package eu.flexcoop.middleware.resources.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a definition says about one field.
 *
 * @param types the value must be one of these; empty means anything
 * @param required must be there after defaults were filled in
 * @param nullable may be null
 * @param readOnly clients may not set it
 * @param defaultValue for new documents that lack the field; a BSON value, {@link org.bson.BsonNull} for null
 * @param constraints checked in this order when the type is right
 */
public record FieldRule(
        List<FieldType> types,
        boolean required,
        boolean nullable,
        boolean readOnly,
        Optional<Object> defaultValue,
        List<Constraint> constraints) {
    public FieldRule {
        types = List.copyOf(types);
        Objects.requireNonNull(defaultValue, "defaultValue");
        constraints = List.copyOf(constraints);
    }

    /** An optional value of that type without further constraints. */
    public static FieldRule of(FieldType type) {
        return new FieldRule(List.of(type), false, false, false, Optional.empty(), List.of());
    }

    /** The type when there is exactly one. */
    public Optional<FieldType> type() {
        return types.size() == 1 ? Optional.of(types.get(0)) : Optional.empty();
    }

    /** The first constraint of that kind, or empty. */
    public <C extends Constraint> Optional<C> constraint(Class<C> kind) {
        for (Constraint constraint : constraints) {
            if (kind.isInstance(constraint)) {
                return Optional.of(kind.cast(constraint));
            }
        }
        return Optional.empty();
    }

    /** No two documents of the collection may have the same value. */
    public boolean unique() {
        return unique(Constraint.Among.COLLECTION);
    }

    /** No two of these documents may have the same value. */
    public boolean unique(Constraint.Among among) {
        return constraints.stream()
                .anyMatch(constraint -> constraint instanceof Constraint.Unique unique && unique.among() == among);
    }
}
