package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.Metric;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.api.ReportedUnit;

/**
 * Any other VEN: the device is the resource, or else the rID; the metric follows from {@code itemBase}, {@code reportType}
 * and {@code readingType} (docs/adr/0017). What is no metric of the platform keeps a name of its own.
 */
final class GenericMapping implements PointMapping {
    /** Class of a device of which nothing is known. */
    private static final String DEVICE_CLASS = "otherLoad";

    private static final int LONGEST_RID = 512;
    private static final String CUSTOM_UNIT = "customUnit";
    /** Report types whose values are measurements of the quantity that itemBase names. */
    private static final Set<String> MEASURED = Set.of("usage", "reading", "demand", "avgDemand", "avgUsage");

    private static final Map<String, String> METRICS = Map.of(
            "energyReal", MetricCatalogue.ENERGY_REAL,
            "powerReal", MetricCatalogue.POWER_REAL,
            "voltage", "meter_voltage",
            "current", "meter_current",
            "temperature", "temperature");

    private static final String STATE_OF_CHARGE = "state_of_charge";
    private static final Pattern CHARGE = Pattern.compile("soc|state[ _-]?of[ _-]?charge", Pattern.CASE_INSENSITIVE);

    @Override
    public Optional<MappedPoint> map(DataPoint point) throws PointRefusedException {
        if (point.rid().isBlank() || point.rid().length() > LONGEST_RID) {
            throw new PointRefusedException("its rID has %d characters, not 1 to %d"
                    .formatted(point.rid().length(), LONGEST_RID));
        }
        if (point.rid().chars().anyMatch(Character::isISOControl)) {
            throw new PointRefusedException("its rID holds a control character");
        }
        String metric = metric(point);
        Units.Stored stored = stored(point, metric);
        return Optional.of(new MappedPoint(
                point,
                point.resourceId()
                        .filter(id -> !id.isBlank())
                        .map(id -> "resource " + id)
                        .orElse("rid " + point.rid()),
                DEVICE_CLASS,
                List.of(),
                metric,
                metric,
                stored.unit(),
                stored.conversion(),
                ReadingTypes.isCounter(point, metric)));
    }

    private static Units.Stored stored(DataPoint point, String metric) throws PointRefusedException {
        Optional<Metric> known = MetricCatalogue.metric(metric);
        if (point.unit().isEmpty()) {
            return new Units.Stored(known.map(each -> each.field().unit()).orElse(""), Conversion.NONE);
        }
        ReportedUnit reported = point.unit().get();
        return known.isPresent()
                ? new Units.Stored(
                        known.get().field().unit(),
                        Units.conversion(reported, known.get().field().unit()))
                : Units.stored(reported);
    }

    private static String metric(DataPoint point) {
        if (point.kind() == ReportKind.TELEMETRY_STATUS) {
            String type = MetricNames.ofText(point.reportType());
            return type.equals("x-resourcestatus") || type.equals("x-resource_status") || type.isEmpty()
                    ? "resource_status"
                    : "status_" + type;
        }
        String quantity = point.unit().map(GenericMapping::quantity).orElse("");
        boolean measured = MEASURED.contains(point.reportType());
        String suffix = ReadingTypes.suffix(point.readingType());
        if (measured && suffix.isEmpty() && !quantity.isEmpty()) {
            return quantity;
        }
        String type = measured && !quantity.isEmpty() ? "" : MetricNames.ofText(point.reportType());
        String plain = quantity.isEmpty() || type.isEmpty() ? type + quantity : type + '_' + quantity;
        return plain.isEmpty() ? "value" + suffix : plain + suffix;
    }

    private static String quantity(ReportedUnit unit) {
        if (unit.itemBase().equals("pulseCount")) {
            return unit.pulseFactor().isPresent() ? MetricCatalogue.ENERGY_REAL : "pulse_count";
        }
        if (!unit.itemBase().equals(CUSTOM_UNIT)) {
            String metric = METRICS.get(unit.itemBase());
            return metric != null ? metric : MetricNames.ofText(unit.itemBase());
        }
        if (CHARGE.matcher(unit.description()).find()) {
            return STATE_OF_CHARGE;
        }
        String name = MetricNames.ofText(unit.description());
        return name.isEmpty() ? MetricNames.ofText(unit.unit().toLowerCase(Locale.ROOT)) : name;
    }
}
