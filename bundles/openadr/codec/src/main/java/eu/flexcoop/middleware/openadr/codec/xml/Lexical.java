package eu.flexcoop.middleware.openadr.codec.xml;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Texts of XML values. Parsers throw {@link IllegalArgumentException} that says what was expected. */
final class Lexical {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration WEEK = Duration.ofDays(7);
    /** Years of four digits, which is what can be written. */
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z").plusSeconds(1);
    /** Added to any date-time it gives one that dates and databases can hold. */
    private static final Duration LONGEST = YEAR.multipliedBy(1000);
    /** Parts of a duration in the order in which they may stand, before and after the T. */
    private static final String DATE_PARTS = "YMWD";

    private static final String TIME_PARTS = "HMS";
    private static final int MOST_DIGITS = 9;

    private Lexical() {}

    /** {@code 2019-09-24T12:14:03.784}, with {@code Z}, an offset or nothing behind; the schema of OpenADR allows a plus sign before it. */
    static Instant instant(String signed, ZoneId zone) {
        String text = signed.startsWith("+") ? signed.substring(1) : signed;
        int length = text.length();
        if (length < 19 || text.charAt(4) != '-' || text.charAt(7) != '-' || text.charAt(10) != 'T') {
            throw noInstant(text);
        }
        if (text.charAt(13) != ':' || text.charAt(16) != ':') {
            throw noInstant(text);
        }
        int at = 19;
        int nanos = 0;
        if (at < length && text.charAt(at) == '.') {
            int scale = 100_000_000;
            for (at++; at < length && isDigit(text.charAt(at)); at++) {
                nanos += (text.charAt(at) - '0') * scale;
                scale /= 10;
            }
        }
        try {
            int hour = digits(text, 11, 13);
            int minute = digits(text, 14, 16);
            int second = digits(text, 17, 19);
            // the end of a day (XML Schema Part 2, 3.2.7.1)
            boolean midnight = hour == 24 && minute == 0 && second == 0 && nanos == 0;
            LocalDateTime local = LocalDateTime.of(
                            digits(text, 0, 4),
                            digits(text, 5, 7),
                            digits(text, 8, 10),
                            midnight ? 0 : hour,
                            minute,
                            second,
                            nanos)
                    .plusDays(midnight ? 1 : 0);
            Instant instant = at == length
                    ? local.atZone(zone).toInstant()
                    : local.toInstant(
                            at == length - 1 && text.charAt(at) == 'Z'
                                    ? ZoneOffset.UTC
                                    : ZoneOffset.of(text.substring(at)));
            if (instant.isBefore(EARLIEST) || !instant.isBefore(LATEST)) {
                throw new IllegalArgumentException("'%s' is not in the years 1 to 9999, UTC".formatted(shorten(text)));
            }
            return instant;
        } catch (DateTimeException e) {
            throw noInstant(text);
        }
    }

    /** A year counts 365 days and a month 30: OpenADR uses them for rough lengths only. */
    static Duration duration(String text) {
        int at = 0;
        int length = text.length();
        boolean negative = false;
        if (at < length && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
            negative = text.charAt(at++) == '-';
        }
        if (at < length && text.charAt(at) == 'P') {
            at++;
        } else if (at >= length || text.charAt(length - 1) != 'W') {
            throw noDuration(text);
        }
        Duration sum = Duration.ZERO;
        String parts = DATE_PARTS;
        int nextPart = 0;
        while (at < length) {
            if (text.charAt(at) == 'T' && parts.equals(DATE_PARTS)) {
                parts = TIME_PARTS;
                nextPart = 0;
                at++;
                continue;
            }
            int from = at;
            while (at < length && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
                at++;
            }
            int part = at < length ? parts.indexOf(text.charAt(at), nextPart) : -1;
            if (part < 0) {
                throw noDuration(text);
            }
            sum = sum.plus(part(text, from, at, text.charAt(at), parts.equals(DATE_PARTS)));
            nextPart = part + 1;
            at++;
        }
        if (sum.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("'%s' is longer than 1000 years".formatted(shorten(text)));
        }
        return negative ? sum.negated() : sum;
    }

    private static Duration part(String text, int from, int to, char unit, boolean date) {
        int point = text.indexOf('.', from);
        if (point >= 0 && point < to) {
            if (unit != 'S' || to - point - 1 > MOST_DIGITS || point == from || text.indexOf('.', point + 1) >= 0) {
                throw noDuration(text);
            }
            long nanos = digits(text, point + 1, to);
            for (int i = to - point - 1; i < MOST_DIGITS; i++) {
                nanos *= 10;
            }
            return Duration.ofSeconds(count(text, from, point), nanos);
        }
        long n = count(text, from, to);
        return switch (unit) {
            case 'Y' -> YEAR.multipliedBy(n);
            case 'M' -> date ? MONTH.multipliedBy(n) : Duration.ofMinutes(n);
            case 'W' -> WEEK.multipliedBy(n);
            case 'D' -> Duration.ofDays(n);
            case 'H' -> Duration.ofHours(n);
            default -> Duration.ofSeconds(n);
        };
    }

    private static int count(String text, int from, int to) {
        if (to == from || to - from > MOST_DIGITS) {
            throw noDuration(text);
        }
        return digits(text, from, to);
    }

    /**
     * Whole seconds, since the schema knows no fractions. What is shorter becomes one second: zero has meanings of its own, such as an
     * open end.
     */
    static String text(Duration duration) {
        if (duration.isZero()) {
            return "PT0S";
        }
        long seconds = Math.max(1, duration.abs().getSeconds());
        StringBuilder out = new StringBuilder(16).append(duration.isNegative() ? "-PT" : "PT");
        append(out, seconds / 3600, 'H');
        append(out, seconds / 60 % 60, 'M');
        append(out, seconds % 60, 'S');
        return out.toString();
    }

    private static void append(StringBuilder out, long n, char unit) {
        if (n > 0) {
            out.append(n).append(unit);
        }
    }

    static double real(String text) {
        switch (text) {
            case "NaN":
                return Double.NaN;
            case "INF", "+INF":
                return Double.POSITIVE_INFINITY;
            case "-INF":
                return Double.NEGATIVE_INFINITY;
            default:
                for (int i = 0; i < text.length(); i++) {
                    if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
                        throw noNumber(text);
                    }
                }
                try {
                    return Double.parseDouble(text);
                } catch (NumberFormatException e) {
                    throw noNumber(text);
                }
        }
    }

    static String text(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "INF" : "-INF";
        }
        return Double.toString(value);
    }

    static boolean bool(String text) {
        return switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException("'%s' is not true or false".formatted(shorten(text)));
        };
    }

    /** {@code xs:unsignedInt}. */
    static long unsigned(String text) {
        try {
            long n = Long.parseLong(text);
            if (n >= 0 && n <= 0xFFFF_FFFFL) {
                return n;
            }
        } catch (NumberFormatException e) {
            // told below, together with numbers out of range
        }
        throw new IllegalArgumentException("'%s' is no whole number from 0 to 4294967295".formatted(shorten(text)));
    }

    /** Foreign text in our messages stays readable. */
    static String shorten(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private static int digits(String text, int from, int to) {
        int n = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                throw new IllegalArgumentException("'%s' has a wrong character at %d".formatted(shorten(text), i + 1));
            }
            n = n * 10 + text.charAt(i) - '0';
        }
        return n;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static IllegalArgumentException noInstant(String text) {
        return new IllegalArgumentException(
                "'%s' is no date-time such as 2026-01-31T12:00:00Z".formatted(shorten(text)));
    }

    private static IllegalArgumentException noDuration(String text) {
        return new IllegalArgumentException("'%s' is no duration such as PT15M".formatted(shorten(text)));
    }

    private static IllegalArgumentException noNumber(String text) {
        return new IllegalArgumentException("'%s' is no number".formatted(shorten(text)));
    }
}
