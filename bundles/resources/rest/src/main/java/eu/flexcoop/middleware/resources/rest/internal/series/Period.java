package eu.flexcoop.middleware.resources.rest.internal.series;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.bson.Document;

import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/**
 * The length of the periods of a time series: {@code 15T} minutes, {@code 1H}, {@code 1D}, {@code 1W}, {@code 1M}, {@code 1Y}, where 1 may
 * be left out, or as ISO 8601 has it, {@code PT15M}, {@code PT1H30M}, {@code P1D}, {@code P1M}. Days and longer ones are those of the
 * calendar of a time zone, weeks begin on Monday. Shorter ones have equal lengths. Several units in one period are counted from the
 * beginning of 2000 in the zone, weeks from the first Monday.
 *
 * @param unit SECONDS, MINUTES, HOURS, DAYS, WEEKS, MONTHS or YEARS
 */
record Period(int number, ChronoUnit unit, ZoneId zone) {
    /** What the number and unit look like in a path, for the description of the API. */
    static final String PATTERN = "^([0-9]{0,4}([mM][iI][nN]|[tThHdDwWmMyY])"
            + "|P[0-9]{1,4}[DWMY]|PT(?=[0-9])([0-9]{1,4}H)?([0-9]{1,4}M)?([0-9]{1,4}S)?)$";

    private static final Pattern SHORT = Pattern.compile("(\\d{0,4})(min|T|H|D|W|M|Y)", Pattern.CASE_INSENSITIVE);
    private static final Pattern CALENDAR = Pattern.compile("P(\\d{1,4})([DWMY])");
    private static final Pattern CLOCK = Pattern.compile("PT(?=\\d)(?:\\d{1,4}H)?(?:\\d{1,4}M)?(?:\\d{1,4}S)?");
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "T",
            ChronoUnit.MINUTES,
            "MIN",
            ChronoUnit.MINUTES,
            "H",
            ChronoUnit.HOURS,
            "D",
            ChronoUnit.DAYS,
            "W",
            ChronoUnit.WEEKS,
            "M",
            ChronoUnit.MONTHS,
            "Y",
            ChronoUnit.YEARS);
    private static final LocalDate ORIGIN = LocalDate.of(2000, 1, 1);
    private static final LocalDate MONDAY = LocalDate.of(2000, 1, 3);
    private static final int MONTHS_PER_YEAR = 12;

    /** @throws Problem if the text means no period */
    static Period parse(String text, ZoneId zone) {
        Matcher matcher = SHORT.matcher(text);
        Matcher calendar = CALENDAR.matcher(text);
        Period period = null;
        if (matcher.matches()) {
            int number = matcher.group(1).isEmpty() ? 1 : Integer.parseInt(matcher.group(1));
            period = new Period(number, UNITS.get(matcher.group(2).toUpperCase(Locale.ROOT)), zone);
        } else if (calendar.matches()) {
            period = new Period(Integer.parseInt(calendar.group(1)), UNITS.get(calendar.group(2)), zone);
        } else if (CLOCK.matcher(text).matches()) {
            period = clock(Duration.parse(text), zone);
        }
        if (period == null || period.number == 0) {
            throw Problem.badRequest(
                    "Period '%s' is unknown, use for example 15T, 1H, 1D, 1W, 1M, 1Y, or PT15M, PT1H30M, P1D, P1M",
                    text);
        }
        return period;
    }

    private static Period clock(Duration length, ZoneId zone) {
        long seconds = length.toSeconds();
        if (seconds % Duration.ofHours(1).toSeconds() == 0) {
            return new Period((int) length.toHours(), ChronoUnit.HOURS, zone);
        }
        return seconds % Duration.ofMinutes(1).toSeconds() == 0
                ? new Period((int) length.toMinutes(), ChronoUnit.MINUTES, zone)
                : new Period((int) seconds, ChronoUnit.SECONDS, zone);
    }

    /**
     * A zone of the time zone database, or an offset such as {@code +02:00}.
     *
     * @throws Problem if there is none of that name
     */
    static ZoneId zone(String name) {
        try {
            if (ZoneId.getAvailableZoneIds().contains(name) || name.matches("[+-]\\d\\d:\\d\\d")) {
                return ZoneId.of(name);
            }
        } catch (DateTimeException e) {
            // the same as an unknown name
        }
        throw Problem.badRequest("Time zone '%s' is unknown, use for example Europe/Madrid, UTC or %%2B02:00", name);
    }

    /** Its periods follow a calendar and have different lengths. */
    boolean isCalendar() {
        return unit.isDateBased();
    }

    /** The name of the unit in MongoDB. */
    String unitName() {
        String name = unit.name().toLowerCase(Locale.ROOT);
        return name.substring(0, name.length() - 1);
    }

    /** An expression of MongoDB for the start of the period that a date is in. */
    Document start(Object date) {
        Document arguments = new Document("date", date)
                .append("unit", unitName())
                .append("binSize", number)
                .append("startOfWeek", "monday");
        return new Document("$dateTrunc", zoned(arguments));
    }

    /** An expression of MongoDB for the start of the period that follows a number of periods after the one a date is in. */
    Document startAfter(Object date, int periods) {
        Document arguments = new Document("startDate", start(date))
                .append("unit", unitName())
                .append("amount", (long) periods * number);
        return new Document("$dateAdd", zoned(arguments));
    }

    private Document zoned(Document arguments) {
        return zone.equals(ZoneOffset.UTC) ? arguments : arguments.append("timezone", zoneName());
    }

    /** The name of the zone in MongoDB. */
    String zoneName() {
        return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
    }

    /** The start of the period that a moment is in; the same as {@link #start(Object)} gives. */
    Instant start(Instant moment) {
        ZonedDateTime local = moment.atZone(zone);
        LocalDate date = local.toLocalDate();
        return switch (unit) {
            case DAYS -> midnight(ORIGIN.plusDays(floor(ORIGIN.until(date, ChronoUnit.DAYS))));
            case WEEKS -> midnight(MONDAY.plusWeeks(floor(Math.floorDiv(MONDAY.until(date, ChronoUnit.DAYS), 7))));
            case MONTHS -> midnight(ORIGIN.plusMonths(
                    floor((long) (date.getYear() - ORIGIN.getYear()) * MONTHS_PER_YEAR + date.getMonthValue() - 1)));
            case YEARS -> midnight(ORIGIN.plusYears(floor(date.getYear() - ORIGIN.getYear())));
            default -> {
                Instant origin = midnight(ORIGIN);
                long length = unit.getDuration().multipliedBy(number).toMillis();
                long passed = Duration.between(origin, moment).toMillis();
                yield origin.plusMillis(Math.floorDiv(passed, length) * length);
            }
        };
    }

    private long floor(long units) {
        return Math.floorDiv(units, (long) number) * number;
    }

    private Instant midnight(LocalDate date) {
        return date.atStartOfDay(zone).toInstant();
    }

    /** The start of the period after that which starts at a moment. */
    Instant next(Instant start) {
        return isCalendar()
                ? midnight(start.atZone(zone).toLocalDate().plus(number, unit))
                : start.plus(unit.getDuration().multipliedBy(number));
    }

    /** About how many periods there are between two moments. */
    long between(Instant from, Instant to) {
        return Duration.between(from, to).toSeconds()
                / Math.max(1, unit.getDuration().multipliedBy(number).toSeconds());
    }

    /** The start of a period of the calendar as the clock in the zone shows it, taken for UTC: so the steps of a calendar have one length. */
    Instant onClock(Instant start) {
        return start.atZone(zone).toLocalDate().atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /** The moment of {@link #onClock}. */
    Instant fromClock(Instant shown) {
        return midnight(LocalDateTime.ofInstant(shown, ZoneOffset.UTC).toLocalDate());
    }
}
