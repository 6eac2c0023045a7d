package eu.flexcoop.middleware.telemetry.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A data point as it was understood when a box registered it.
 *
 * @param rid the box's name of the point
 * @param kind usage is measured; what is reported as status can be set, too
 * @param item name of the point in documents that show the device, for example {@code setPoint}
 * @param nameWithinDevice the rID without the part that names the device
 * @param metric name of the metric in the stores, for example {@code meter_kwh}
 * @param unit of the stored values, empty if they have none
 * @param specifierId the box's report that offers the point
 * @param reportType {@code reportType} of the point
 * @param readingType {@code readingType} of the point
 * @param reportedUnit unit of the reported values with its scale, for example {@code kW}, where the box states it
 * @param minPeriod shortest sampling period, where the box states it
 */
public record RegisteredPoint(
        String rid,
        ReportKind kind,
        String item,
        String nameWithinDevice,
        String metric,
        String unit,
        String specifierId,
        String reportType,
        String readingType,
        Optional<String> reportedUnit,
        Optional<Duration> minPeriod) {
    public RegisteredPoint {
        Objects.requireNonNull(rid, "rid");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(item, "item");
        Objects.requireNonNull(nameWithinDevice, "nameWithinDevice");
        Objects.requireNonNull(metric, "metric");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(specifierId, "specifierId");
        Objects.requireNonNull(reportType, "reportType");
        Objects.requireNonNull(readingType, "readingType");
        Objects.requireNonNull(reportedUnit, "reportedUnit");
        Objects.requireNonNull(minPeriod, "minPeriod");
    }
}
