package eu.flexcoop.middleware.telemetry.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

import static eu.flexcoop.middleware.telemetry.api.Metric.Kind.ENERGY;
import static eu.flexcoop.middleware.telemetry.api.Metric.Kind.FIRST_AS_TEXT;
import static eu.flexcoop.middleware.telemetry.api.Metric.Kind.LAST;
import static eu.flexcoop.middleware.telemetry.api.Metric.Kind.MAXIMUM;
import static eu.flexcoop.middleware.telemetry.api.Metric.Kind.MEAN;

/**
 * All metrics of the platform. Intake, cleaning, 15-minute documents, resource sources and the long-term route iterate this
 * catalogue, so that one more entry here is all that a new metric takes. Names, limits and fields are those of the
 * platform's first implementation, which boxes and REST clients know.
 */
public final class MetricCatalogue {
    /** Collection of energy, power, voltage and current. */
    public static final String METER = "meter";

    public static final String INDOOR_SENSING = "indoor_sensing";
    public static final String OCCUPANCY = "occupancy";
    public static final String DEVICE_STATUS = "device_status";

    /** Collection of all metrics that are not in this catalogue, one document per metric. */
    public static final String MEASUREMENT = "measurement";

    /** Energy of the platform's meters, which stand in homes: the configured limit of power applies. */
    public static final String METER_KWH = "meter_kwh";

    /** Energy of any other device, without a limit of power. */
    public static final String ENERGY_REAL = "energy_real";

    /** Metric of real power that may flow in either direction. */
    public static final String POWER_REAL = "power_real";

    /** Field beside the energy: whether it was measured for the whole quarter hour. */
    public static final String VERIFIED_KWH = "verified_kwh";

    /** Standard deviations of the platform's z-score test. */
    private static final OptionalDouble FOUR_DEVIATIONS = OptionalDouble.of(4);

    private static final Map<String, Metric> METRICS = byName(metrics());
    private static final List<String> COLLECTIONS = METRICS.values().stream()
            .map(metric -> metric.field().collection())
            .distinct()
            .toList();

    private MetricCatalogue() {}

    private static List<Metric> metrics() {
        QuarterHourField kwh = longTerm(METER, "kwh", "kWh");
        QuarterHourField watts = longTerm(METER, "watts", "W");
        QuarterHourField temperature = longTerm(INDOOR_SENSING, "temperature", "°C");
        QuarterHourField lux = longTerm(INDOOR_SENSING, "lux", "lx");
        QuarterHourField humidity = longTerm(INDOOR_SENSING, "relhumidity", "%");
        QuarterHourField occupancy = longTerm(OCCUPANCY, "occupancy", "");
        return List.of(
                any(METER_KWH, ENERGY, kwh),
                any(ENERGY_REAL, ENERGY, kwh),
                notNegative("meter_watts", watts, OptionalDouble.empty()),
                any(POWER_REAL, MEAN, watts),
                notNegative("meter_voltage", longTerm(METER, "voltage", "V"), FOUR_DEVIATIONS),
                notNegative("meter_current", longTerm(METER, "current", "A"), FOUR_DEVIATIONS),
                new Metric("ambient_temperature", MEAN, temperature, -20, 50, FOUR_DEVIATIONS),
                new Metric("sensor_temperature", MEAN, temperature, -20, 50, FOUR_DEVIATIONS),
                new Metric("temperature", MEAN, temperature, -20, 50, FOUR_DEVIATIONS),
                notNegative("lux", lux, FOUR_DEVIATIONS),
                notNegative("sensor_luminance", lux, FOUR_DEVIATIONS),
                notNegative("sensor_relhumidity", humidity, FOUR_DEVIATIONS),
                notNegative("humidity", humidity, FOUR_DEVIATIONS),
                any("airquality", FIRST_AS_TEXT, new QuarterHourField(INDOOR_SENSING, "airquality", "", false)),
                any("tvoc", MAXIMUM, longTerm(INDOOR_SENSING, "tvoc", "")),
                any("alarm_motion", MEAN, occupancy),
                any("motion", MEAN, occupancy),
                any("status_operation_state", LAST, longTerm(DEVICE_STATUS, "operation_state", "")),
                any("status_set_point", LAST, longTerm(DEVICE_STATUS, "set_point", "")),
                any("status_mode", LAST, longTerm(DEVICE_STATUS, "mode", "")),
                any("status_x-color", LAST, longTerm(DEVICE_STATUS, "color", "")),
                any("status_x-fanspeed", LAST, longTerm(DEVICE_STATUS, "fanspeed", "")));
    }

    private static QuarterHourField longTerm(String collection, String name, String unit) {
        return new QuarterHourField(collection, name, unit, true);
    }

    private static Metric notNegative(String name, QuarterHourField field, OptionalDouble outlierDeviations) {
        return new Metric(name, MEAN, field, 0, Double.MAX_VALUE, outlierDeviations);
    }

    private static Metric any(String name, Metric.Kind kind, QuarterHourField field) {
        return new Metric(name, kind, field, -Double.MAX_VALUE, Double.MAX_VALUE, OptionalDouble.empty());
    }

    private static Map<String, Metric> byName(List<Metric> metrics) {
        Map<String, Metric> byName = new LinkedHashMap<>();
        metrics.forEach(metric -> byName.put(metric.name(), metric));
        return byName;
    }

    /** In the order of their declaration. */
    public static List<Metric> all() {
        return List.copyOf(METRICS.values());
    }

    public static Optional<Metric> metric(String name) {
        return Optional.ofNullable(METRICS.get(name));
    }

    /** Collections of 15-minute documents with one field per metric. */
    public static List<String> collections() {
        return COLLECTIONS;
    }

    /** Fields of a collection that go to the long-term store. */
    public static List<QuarterHourField> longTermFields(String collection) {
        return METRICS.values().stream()
                .map(Metric::field)
                .filter(field -> field.collection().equals(collection) && field.longTerm())
                .distinct()
                .toList();
    }
}
