package eu.flexcoop.middleware.imports.api;

import java.util.Objects;

/**
 * Neighbouring parts of a file that are refused for the same reason.
 *
 * @param first the first one as a path or line, for example {@code [0].measurements[17]}
 * @param last the last one
 * @param values how many values are refused with them
 * @param reason what is wrong and what to change, one sentence
 */
public record Refusal(String first, String last, long values, String reason) {
    public Refusal {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(last, "last");
        Objects.requireNonNull(reason, "reason");
    }

    @Override
    public String toString() {
        String where = first.equals(last) ? first : first + " to " + last;
        return "%s (%d values): %s".formatted(where, values, reason);
    }
}
