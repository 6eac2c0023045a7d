package eu.flexcoop.middleware.series.hbase.internal;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.series.api.LegacyFormat;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesRows;
import eu.flexcoop.middleware.series.api.SeriesValue;

/** Reads the rows of the tables that {@link LegacyFormat} describes. */
final class LegacyRows {
    private static final String SEPARATOR = "~";
    /** Whole seconds up to the year 5138. */
    private static final Pattern SECONDS = Pattern.compile("\\d{1,11}");

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");
    private static final Pattern BILLED_PERIOD = Pattern.compile("p[1-6]");

    private final LegacyFormat format;
    private final String metric;

    LegacyRows(LegacyFormat format, String metric) {
        this.format = format;
        this.metric = metric;
    }

    /**
     * The values of a row, all at one time.
     *
     * @param cells texts by column
     * @throws IllegalArgumentException with the reason if any part of the row is not understood
     */
    List<SeriesPoint> points(String key, Map<String, String> cells) {
        String[] parts = key.split(SEPARATOR, format == LegacyFormat.BILLING ? 3 : 2);
        if (parts.length != (format == LegacyFormat.BILLING ? 3 : 2)) {
            throw new IllegalArgumentException("the key is not " + form());
        }
        Instant at = time(parts[0]);
        DeviceId device = new DeviceId(parts[parts.length - 1]);
        List<SeriesPoint> points = new ArrayList<>(cells.size() + 1);
        cells.forEach((column, text) -> points.add(point(device, metric(column), at, number(column, text))));
        if (points.isEmpty()) {
            throw new IllegalArgumentException("it has no value");
        }
        if (format == LegacyFormat.BILLING) {
            Instant end = time(parts[1]);
            if (!end.isAfter(at)) {
                throw new IllegalArgumentException("its period ends at %s, before it begins".formatted(end));
            }
            points.add(point(device, metric + "_bill_end", at, SeriesValue.of(end.getEpochSecond())));
        }
        return points;
    }

    private String form() {
        return switch (format) {
            case METERING -> "seconds~device";
            case BILLING -> "seconds~seconds~device";
            case METEO -> "seconds~station";
        };
    }

    private static Instant time(String text) {
        if (!SECONDS.matcher(text).matches()) {
            throw new IllegalArgumentException("'%s' is not a time in seconds since 1970".formatted(text));
        }
        try {
            return Instant.ofEpochSecond(Long.parseLong(text));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'%s' is not a time in seconds since 1970".formatted(text), e);
        }
    }

    private String metric(String column) {
        return switch (format) {
            case METEO -> column;
            case METERING -> switch (column) {
                case "v" -> metric;
                case "va", "a" -> metric + "_register";
                default -> throw unknown(column);
            };
            case BILLING -> {
                if (column.equals("v")) {
                    yield metric + "_bill";
                }
                if (!BILLED_PERIOD.matcher(column).matches()) {
                    throw unknown(column);
                }
                yield metric + "_bill_" + column;
            }
        };
    }

    private static IllegalArgumentException unknown(String column) {
        return new IllegalArgumentException("column '%s' has no meaning".formatted(column));
    }

    private static SeriesValue number(String column, String text) {
        String number = text.strip();
        if (!NUMBER.matcher(number).matches() || !Double.isFinite(Double.parseDouble(number))) {
            throw new IllegalArgumentException("column '%s' is '%s', which is not a number".formatted(column, text));
        }
        return SeriesValue.of(Double.parseDouble(number));
    }

    private static SeriesPoint point(DeviceId device, String metric, Instant at, SeriesValue value) {
        SeriesRows.key(device, metric, at); // refuses what cannot be stored, before anything is
        return new SeriesPoint(device, metric, at, value, false);
    }
}
