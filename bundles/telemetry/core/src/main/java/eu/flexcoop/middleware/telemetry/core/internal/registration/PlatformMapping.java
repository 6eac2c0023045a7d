package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.util.Optional;

import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.Metric;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.ReportKind;

/** The platform's boxes name device and metric in the rID, see {@link Rid}. */
final class PlatformMapping implements PointMapping {
    private static final String STATUS_PREFIX = "status_";

    @Override
    public Optional<MappedPoint> map(DataPoint point) throws PointRefusedException {
        Optional<Rid> parsed = Rid.parse(point.rid());
        if (parsed.isEmpty()) {
            return Optional.empty();
        }
        Rid rid = parsed.get();
        boolean status = point.kind() == ReportKind.TELEMETRY_STATUS;
        String metric = status && !rid.metric().startsWith(STATUS_PREFIX) ? STATUS_PREFIX + rid.metric() : rid.metric();
        Units.Stored stored = stored(point, metric);
        return Optional.of(new MappedPoint(
                point,
                rid.prefix(),
                rid.deviceClass(),
                rid.spaces(),
                status ? rid.metricName() : rid.metric(),
                metric,
                stored.unit(),
                stored.conversion(),
                ReadingTypes.isCounter(point, metric)));
    }

    /** The platform's boxes leave the unit out; then it is that of the metric. */
    private static Units.Stored stored(DataPoint point, String name) throws PointRefusedException {
        Optional<Metric> metric = MetricCatalogue.metric(name);
        String unit = metric.map(each -> each.field().unit()).orElse("");
        if (point.unit().isEmpty()) {
            return new Units.Stored(unit, Conversion.NONE);
        }
        return metric.isPresent()
                ? new Units.Stored(unit, Units.conversion(point.unit().get(), unit))
                : Units.stored(point.unit().get());
    }
}
