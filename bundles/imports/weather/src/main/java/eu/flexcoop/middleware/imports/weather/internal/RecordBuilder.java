package eu.flexcoop.middleware.imports.weather.internal;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Collects the cells of one record. For one record and thread. */
final class RecordBuilder {
    /** A record is not taken in; the message is the reason. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String reason) {
            super(reason);
        }
    }

    private static final Pattern STATION = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,11}(\\.\\d+)?");
    private static final int LONGEST_TEXT = 500;
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter();

    private final Map<String, Object> fields = new HashMap<>();
    private String station;
    private Instant time;
    private boolean forecast;
    private boolean observation;
    private String fault;

    /** @param otherwise station of a record that names none */
    RecordBuilder(String otherwise) {
        this.station = otherwise;
    }

    void put(Column column, String name, String cell) {
        try {
            if (column instanceof Column.Key key) {
                putKey(key, cell);
            } else if (column instanceof Column.Text text) {
                forecast = true;
                fields.put(text.field(), cell.substring(0, Math.min(cell.length(), LONGEST_TEXT)));
            } else if (column instanceof Column.Value value) {
                putValue(value, name, cell);
            }
        } catch (RefusedException e) {
            fault = fault == null ? e.getMessage() : fault;
        }
    }

    private void putKey(Column.Key key, String cell) throws RefusedException {
        switch (key) {
            case STATION -> station = cell;
            case TIME -> time = instant(cell);
            case LAT -> fields.put("lat", number("lat", cell, 90));
            case LON -> fields.put("lon", number("lon", cell, 180));
        }
    }

    private void putValue(Column.Value column, String name, String cell) throws RefusedException {
        Variable variable = column.variable();
        double value = column.conversion().apply(number(name, cell, Double.MAX_VALUE));
        if (!variable.believes(value)) {
            throw new RefusedException(
                    "%s is %s %s, not between %s and %s; name the unit of the column, such as '%s (%s)'"
                            .formatted(
                                    name,
                                    value,
                                    variable.unit(),
                                    variable.lowest(),
                                    variable.highest(),
                                    variable.name(),
                                    variable.units().keySet().stream()
                                            .sorted()
                                            .findFirst()
                                            .orElse(variable.unit())));
        }
        forecast |= column.hour().isPresent();
        observation |= column.hour().isEmpty();
        fields.put(column.field(), value);
    }

    private static double number(String name, String cell, double largest) throws RefusedException {
        try {
            double number = new BigDecimal(cell).doubleValue();
            if (Math.abs(number) <= largest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new RefusedException("%s is not a number%s"
                .formatted(name, largest == Double.MAX_VALUE ? "" : " from -%s to %s".formatted(largest, largest)));
    }

    private static Instant instant(String cell) throws RefusedException {
        try {
            if (SECONDS.matcher(cell).matches()) {
                return Instant.ofEpochMilli(
                        new BigDecimal(cell).movePointRight(3).longValue());
            }
            TemporalAccessor parsed = TIME.parseBest(cell, Instant::from, LocalDateTime::from);
            return parsed instanceof LocalDateTime local ? local.toInstant(ZoneOffset.UTC) : Instant.from(parsed);
        } catch (DateTimeException e) {
            throw new RefusedException(
                    "its time is neither ISO-8601, which is UTC without a zone, nor seconds since 1970");
        }
    }

    WeatherRecord record() throws RefusedException {
        if (fault != null) {
            throw new RefusedException(fault);
        }
        if (time == null) {
            throw new RefusedException("it has no time");
        }
        if (!STATION.matcher(station).matches()) {
            throw new RefusedException("its station has other characters than 1 to 64 letters, digits and . _ : -");
        }
        if (!forecast && !observation) {
            throw new RefusedException("it has no value");
        }
        if (forecast && observation) {
            throw new RefusedException(
                    "it has values with and without an hour; a record is a forecast or an observation");
        }
        return new WeatherRecord(station, time, forecast, fields);
    }
}
