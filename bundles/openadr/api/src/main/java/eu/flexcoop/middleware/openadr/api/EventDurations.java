package eu.flexcoop.middleware.openadr.api;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.util.Locale;

/** Reads durations of events: ISO-8601 with weeks, days, hours, minutes and seconds. */
public final class EventDurations {
    private EventDurations() {}

    /**
     * Months and years are refused, since their length depends on when they begin.
     *
     * @param field named in the exception
     * @throws IllegalArgumentException with a sentence that names the field and the text and says what to write
     */
    public static Duration parse(String field, String text) {
        try {
            int time = text.toUpperCase(Locale.ROOT).indexOf('T');
            String date = time < 0 ? text : text.substring(0, time);
            boolean empty = time >= 0 && date.toUpperCase(Locale.ROOT).endsWith("P");
            Period period = empty ? Period.ZERO : Period.parse(date);
            if (period.toTotalMonths() != 0) {
                throw new IllegalArgumentException(
                        "%s '%s' has months or years, whose length varies; write days or weeks, such as P30D"
                                .formatted(field, text));
            }
            String sign = date.startsWith("-") ? "-" : "";
            Duration rest = time < 0 ? Duration.ZERO : Duration.parse(sign + "P" + text.substring(time));
            return Duration.ofDays(period.getDays()).plus(rest);
        } catch (DateTimeException | ArithmeticException e) { // the latter if the parts together are too long
            throw new IllegalArgumentException(
                    "%s '%s' is no duration such as PT15M, P1D or P2W".formatted(field, text), e);
        }
    }
}
