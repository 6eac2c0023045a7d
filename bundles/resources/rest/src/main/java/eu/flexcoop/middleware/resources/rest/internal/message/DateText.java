package eu.flexcoop.middleware.resources.rest.internal.message;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Dates as texts in a format of {@code strftime}: {@code %Y %m %d %H %M %S %f %a %b} and letters that stand for themselves.
 * All dates are UTC. Parsing takes one to six digits for {@code %f}, and {@code .%f} may be left out. Written by hand because every
 * document has several. Thread-safe.
 */
public final class DateText {
    /** HTTP's own format, for headers. */
    public static final DateText HTTP = new DateText("%a, %d %b %Y %H:%M:%S GMT");

    private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private static final long MILLIS_PER_DAY = 86_400_000L;

    private record Part(char directive, String literal) {
        int length() {
            return switch (directive) {
                case 'Y' -> 4;
                case 'm', 'd', 'H', 'M', 'S' -> 2;
                case 'f' -> 6;
                case 'a', 'b' -> 3;
                default -> literal.length();
            };
        }
    }

    private record Day(long epochDay, int year, int month, int ofMonth, int ofWeek) {
        static Day of(long epochDay) {
            LocalDate date = LocalDate.ofEpochDay(epochDay);
            return new Day(
                    epochDay,
                    date.getYear(),
                    date.getMonthValue(),
                    date.getDayOfMonth(),
                    date.getDayOfWeek().getValue());
        }
    }

    private final Part[] parts;
    private final int length;
    private volatile Day last = Day.of(0);

    public DateText(String format) {
        List<Part> found = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char letter = format.charAt(i);
            if (letter != '%' || i + 1 == format.length()) {
                literal.append(letter);
                continue;
            }
            char directive = format.charAt(++i);
            if ("YmdHMSfab".indexOf(directive) < 0) {
                throw new IllegalArgumentException(
                        "Date format '%s' has unknown part %%%s, use %%Y %%m %%d %%H %%M %%S %%f %%a %%b"
                                .formatted(format, directive));
            }
            if (!literal.isEmpty()) {
                found.add(new Part('\0', literal.toString()));
                literal.setLength(0);
            }
            found.add(new Part(directive, ""));
        }
        if (!literal.isEmpty()) {
            found.add(new Part('\0', literal.toString()));
        }
        this.parts = found.toArray(Part[]::new);
        this.length = found.stream().mapToInt(Part::length).sum();
    }

    public String format(Instant moment) {
        return format(moment.toEpochMilli());
    }

    /** @param millis since 1970, in the years 0 to 9999 */
    public String format(long millis) {
        char[] out = new char[length];
        int ofDay = (int) Math.floorMod(millis, MILLIS_PER_DAY);
        Day day = day(Math.floorDiv(millis, MILLIS_PER_DAY));
        int at = 0;
        for (Part part : parts) {
            at = switch (part.directive()) {
                case 'Y' -> digits(out, at, day.year(), 4);
                case 'm' -> digits(out, at, day.month(), 2);
                case 'd' -> digits(out, at, day.ofMonth(), 2);
                case 'H' -> digits(out, at, ofDay / 3_600_000, 2);
                case 'M' -> digits(out, at, ofDay / 60_000 % 60, 2);
                case 'S' -> digits(out, at, ofDay / 1000 % 60, 2);
                case 'f' -> digits(out, at, ofDay % 1000 * 1000, 6);
                case 'a' -> letters(out, at, DAYS[day.ofWeek() - 1]);
                case 'b' -> letters(out, at, MONTHS[day.month() - 1]);
                default -> letters(out, at, part.literal());
            };
        }
        return new String(out);
    }

    /** Dates of one response are mostly of one day. */
    private Day day(long epochDay) {
        Day day = last;
        if (day.epochDay() != epochDay) {
            day = Day.of(epochDay);
            last = day;
        }
        return day;
    }

    private static int digits(char[] out, int at, int number, int width) {
        int left = number;
        for (int i = at + width - 1; i >= at; i--) {
            out[i] = (char) ('0' + left % 10);
            left /= 10;
        }
        return at + width;
    }

    private static int letters(char[] out, int at, String text) {
        text.getChars(0, text.length(), out, at);
        return at + text.length();
    }

    /** The moment, to the millisecond, or empty when the text has another form or no such moment exists. */
    public Optional<Instant> parse(String text) {
        int[] fields = {1970, 1, 1, 0, 0, 0, 0};
        int at = 0;
        for (int i = 0; i < parts.length; i++) {
            if (isLeftOut(i, text, at)) {
                i++; // the point and the fraction
                continue;
            }
            at = read(parts[i], text, at, fields);
            if (at < 0) {
                return Optional.empty();
            }
        }
        if (at != text.length()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.of(
                            fields[0],
                            fields[1],
                            fields[2],
                            fields[3],
                            fields[4],
                            fields[5],
                            fields[6] / 1000 * 1_000_000)
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whole seconds may come without a fraction, as ISO-8601 has it and many clients write. */
    private boolean isLeftOut(int i, String text, int at) {
        return parts[i].literal().equals(".")
                && i + 1 < parts.length
                && parts[i + 1].directive() == 'f'
                && !text.startsWith(".", at);
    }

    /** @return where the next part begins, or -1 */
    private static int read(Part part, String text, int at, int[] fields) {
        return switch (part.directive()) {
            case 'Y' -> number(text, at, 4, 4, fields, 0);
            case 'm' -> number(text, at, 1, 2, fields, 1);
            case 'd' -> number(text, at, 1, 2, fields, 2);
            case 'H' -> number(text, at, 1, 2, fields, 3);
            case 'M' -> number(text, at, 1, 2, fields, 4);
            case 'S' -> number(text, at, 1, 2, fields, 5);
            case 'f' -> fraction(text, at, fields);
            case 'a' -> name(text, at, DAYS) < 0 ? -1 : at + 3;
            case 'b' -> {
                fields[1] = name(text, at, MONTHS) + 1;
                yield fields[1] == 0 ? -1 : at + 3;
            }
            default -> text.startsWith(part.literal(), at) ? at + part.literal().length() : -1;
        };
    }

    private static int number(String text, int at, int least, int most, int[] fields, int index) {
        int end = at;
        int number = 0;
        while (end < text.length() && end - at < most && Character.digit(text.charAt(end), 10) >= 0) {
            number = number * 10 + Character.digit(text.charAt(end++), 10);
        }
        fields[index] = number;
        return end - at < least ? -1 : end;
    }

    private static int fraction(String text, int at, int[] fields) {
        int end = number(text, at, 1, 6, fields, 6);
        for (int digits = end - at; digits < 6; digits++) {
            fields[6] *= 10;
        }
        return end;
    }

    private static int name(String text, int at, String[] names) {
        for (int i = 0; i < names.length; i++) {
            if (text.startsWith(names[i], at)) {
                return i;
            }
        }
        return -1;
    }
}
