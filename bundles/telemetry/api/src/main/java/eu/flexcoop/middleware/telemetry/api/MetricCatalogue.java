package eu.flexcoop.middleware.telemetry.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static eu.flexcoop.middleware.telemetry.api.Metric.Kind.ENERGY;
import static eu.flexcoop.middleware.telemetry.api.Metric.Kind.FIRST_AS_TEXT;
import static eu.flexcoop.middleware.telemetry.api.Metric.Kind.LAST;
import static eu.flexcoop.middleware.telemetry.api.Metric.Kind.MAXIMUM;
import static eu.flexcoop.middleware.telemetry.api.Metric.Kind.MEAN;

/**
 * All metrics of the platform. Intake, cleaning, 15-minute documents, resource sources and the long-term route iterate this
 * catalogue, so that one more entry here is all that a new metric takes. Names and fields are those of the
 * platform's first implementation, which boxes and REST clients know.
 */
public final class MetricCatalogue {
    /** Collection of energy, power, voltage and current. */
    public static final String METER = "meter";

    public static final String INDOOR_SENSING = "indoor_sensing";
    public static final String OCCUPANCY = "occupancy";
    public static final String ATW_HEATPUMPS = "atw_heatpumps";
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
                new Metric(METER_KWH, ENERGY, kwh),
                new Metric(ENERGY_REAL, ENERGY, kwh),
                new Metric("meter_watts", MEAN, watts),
                new Metric(POWER_REAL, MEAN, watts),
                new Metric("meter_voltage", MEAN, longTerm(METER, "voltage", "V")),
                new Metric("meter_current", MEAN, longTerm(METER, "current", "A")),
                new Metric("ambient_temperature", MEAN, temperature),
                new Metric("sensor_temperature", MEAN, temperature),
                new Metric("temperature", MEAN, temperature),
                new Metric("lux", MEAN, lux),
                new Metric("sensor_luminance", MEAN, lux),
                new Metric("sensor_relhumidity", MEAN, humidity),
                new Metric("humidity", MEAN, humidity),
                new Metric("airquality", FIRST_AS_TEXT, new QuarterHourField(INDOOR_SENSING, "airquality", "", false)),
                new Metric("tvoc", MAXIMUM, longTerm(INDOOR_SENSING, "tvoc", "")),
                new Metric("alarm_motion", MEAN, occupancy),
                new Metric("motion", MEAN, occupancy),
                heatPump("calculatedflowtempC"),
                heatPump("heatmediumflowC"),
                heatPump("roomtemperatureC"),
                heatPump("returntempC"),
                heatPump("hotwatertopC"),
                heatPump("hotwaterchargingC"),
                heatPump("outdoortempC"),
                heatPump("externalflowtempC"),
                new Metric("status_operation_state", LAST, longTerm(DEVICE_STATUS, "operation_state", "")),
                new Metric("status_set_point", LAST, longTerm(DEVICE_STATUS, "set_point", "")),
                new Metric("status_mode", LAST, longTerm(DEVICE_STATUS, "mode", "")),
                new Metric("status_x-color", LAST, longTerm(DEVICE_STATUS, "color", "")),
                new Metric("status_x-fanspeed", LAST, longTerm(DEVICE_STATUS, "fanspeed", "")));
    }

    /** A temperature of an air-to-water heat pump, whose metric is the field in snake case: {@code returntemp_c}. */
    private static Metric heatPump(String field) {
        String metric = field.substring(0, field.length() - 1) + "_c";
        return new Metric(metric, MEAN, longTerm(ATW_HEATPUMPS, field, "°C"));
    }

    private static QuarterHourField longTerm(String collection, String name, String unit) {
        return new QuarterHourField(collection, name, unit, true);
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
