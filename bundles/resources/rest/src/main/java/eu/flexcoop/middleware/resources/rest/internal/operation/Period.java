package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.bson.Document;

import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/**
 * The length of the periods of a time series: a number and a unit, {@code 15T} minutes, {@code 1H}, {@code 1D}, {@code 1W},
 * {@code 1M}, {@code 1Y}; without a number it is 1. Weeks begin on Monday.
 *
 * @param unit as MongoDB names it
 */
record Period(int number, String unit) {
    private static final Pattern TEXT = Pattern.compile("(\\d{0,4})(min|T|H|D|W|M|Y)", Pattern.CASE_INSENSITIVE);
    private static final Map<String, String> UNITS =
            Map.of("T", "minute", "MIN", "minute", "H", "hour", "D", "day", "W", "week", "M", "month", "Y", "year");

    /** @throws Problem if the text means no period */
    static Period parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches() || matcher.group(1).matches("0+")) {
            throw Problem.badRequest("Period '%s' is unknown, use for example 15T, 1H, 1D, 1W, 1M", text);
        }
        int number = matcher.group(1).isEmpty() ? 1 : Integer.parseInt(matcher.group(1));
        return new Period(number, UNITS.get(matcher.group(2).toUpperCase(Locale.ROOT)));
    }

    /** An expression for the start of the period that a date is in. */
    Document start(Object date) {
        return new Document(
                "$dateTrunc",
                new Document("date", date)
                        .append("unit", unit)
                        .append("binSize", number)
                        .append("startOfWeek", "monday"));
    }

    /** An expression for the start of the period that follows a number of periods after the one a date is in. */
    Document startAfter(Object date, int periods) {
        return new Document(
                "$dateAdd",
                new Document("startDate", start(date)).append("unit", unit).append("amount", (long) periods * number));
    }
}
