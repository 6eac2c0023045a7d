package eu.flexcoop.middleware.ops.shell.internal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Instants as operators enter them. */
final class TimeArgument {
    private static final int LONGEST_DATE = 10;

    private TimeArgument() {}

    /** @param option name of the option, for the error */
    static Instant instant(String option, String text) {
        try {
            return text.length() <= LONGEST_DATE
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new CommandFailedException(
                    "%s %s is neither an instant such as 2026-11-27T10:00:00Z nor a day such as 2026-11-27"
                            .formatted(option, text));
        }
    }
}
