package eu.flexcoop.middleware.core.api;

import java.util.Objects;

/** The rule that all ids share. */
final class Ids {
    private Ids() {}

    /** @throws IllegalArgumentException if the value is blank */
    static void check(String value, Class<?> type) {
        Objects.requireNonNull(value, "value");
        if (value.isBlank()) {
            throw new IllegalArgumentException(type.getSimpleName() + " must not be blank");
        }
    }
}
