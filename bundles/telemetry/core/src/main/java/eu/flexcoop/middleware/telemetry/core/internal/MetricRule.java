package eu.flexcoop.middleware.telemetry.core.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import eu.flexcoop.middleware.telemetry.spi.CleaningStep;
import eu.flexcoop.middleware.telemetry.spi.Measurement;

import static eu.flexcoop.middleware.telemetry.api.QuarterHourWrites.DEVICE_STATUS;
import static eu.flexcoop.middleware.telemetry.api.QuarterHourWrites.INDOOR_SENSING;
import static eu.flexcoop.middleware.telemetry.api.QuarterHourWrites.METER;
import static eu.flexcoop.middleware.telemetry.api.QuarterHourWrites.OCCUPANCY;

/**
 * Which field of which document a metric fills and how. The table is the platform's: boxes report the metrics on the left
 * and REST clients know the fields on the right. Energy is not in it, see {@link RegisterEnergy} and {@link IntervalEnergy}.
 *
 * @param cleaning steps of the platform, before those of partners
 */
record MetricRule(String collection, String field, Merge merge, List<CleaningStep> cleaning) {
    /** Metric of energy. */
    static final String ENERGY = "meter_kwh";

    private static final NormalScore USUAL = new NormalScore(4);
    private static final Map<String, MetricRule> RULES = rules();

    /** How the values of a quarter hour become one. */
    enum Merge {
        AVERAGE,
        HIGHEST,
        FIRST_AS_TEXT,
        LAST
    }

    static Optional<MetricRule> of(String metric) {
        return Optional.ofNullable(RULES.get(metric));
    }

    /** @param measurements cleaned, sorted by time, not empty */
    Object merged(List<Measurement> measurements) {
        return switch (merge) {
            case AVERAGE -> measurements.stream()
                    .mapToDouble(Measurement::value)
                    .average()
                    .orElseThrow();
            case HIGHEST -> measurements.stream()
                    .mapToDouble(Measurement::value)
                    .max()
                    .orElseThrow();
            case LAST -> measurements.get(measurements.size() - 1).value();
            case FIRST_AS_TEXT -> text(measurements.get(0).value());
        };
    }

    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private static Map<String, MetricRule> rules() {
        Map<String, MetricRule> rules = new HashMap<>();
        MetricRule temperature =
                new MetricRule(INDOOR_SENSING, "temperature", Merge.AVERAGE, List.of(new ValueRange(-20, 50), USUAL));
        MetricRule lux = average(INDOOR_SENSING, "lux", ValueRange.NOT_NEGATIVE, USUAL);
        MetricRule humidity = average(INDOOR_SENSING, "relhumidity", ValueRange.NOT_NEGATIVE, USUAL);
        MetricRule occupancy = average(OCCUPANCY, "occupancy", ValueRange.ANY_NUMBER);
        rules.put("ambient_temperature", temperature);
        rules.put("sensor_temperature", temperature);
        rules.put("temperature", temperature);
        rules.put("lux", lux);
        rules.put("sensor_luminance", lux);
        rules.put("sensor_relhumidity", humidity);
        rules.put("humidity", humidity);
        rules.put("airquality", of(INDOOR_SENSING, "airquality", Merge.FIRST_AS_TEXT));
        rules.put("tvoc", of(INDOOR_SENSING, "tvoc", Merge.HIGHEST));
        rules.put("alarm_motion", occupancy);
        rules.put("motion", occupancy);
        rules.put("meter_current", average(METER, "current", ValueRange.NOT_NEGATIVE, USUAL));
        rules.put("meter_voltage", average(METER, "voltage", ValueRange.NOT_NEGATIVE, USUAL));
        rules.put("meter_watts", average(METER, "watts", ValueRange.NOT_NEGATIVE));
        rules.put("status_operation_state", of(DEVICE_STATUS, "operation_state", Merge.LAST));
        rules.put("status_set_point", of(DEVICE_STATUS, "set_point", Merge.LAST));
        rules.put("status_mode", of(DEVICE_STATUS, "mode", Merge.LAST));
        rules.put("status_x-color", of(DEVICE_STATUS, "color", Merge.LAST));
        rules.put("status_x-fanspeed", of(DEVICE_STATUS, "fanspeed", Merge.LAST));
        return Map.copyOf(rules);
    }

    private static MetricRule average(String collection, String field, CleaningStep... cleaning) {
        return new MetricRule(collection, field, Merge.AVERAGE, List.of(cleaning));
    }

    private static MetricRule of(String collection, String field, Merge merge) {
        return new MetricRule(collection, field, merge, List.of(ValueRange.ANY_NUMBER));
    }
}
