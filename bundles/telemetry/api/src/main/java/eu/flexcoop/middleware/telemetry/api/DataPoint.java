package eu.flexcoop.middleware.telemetry.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * One thing that a box can report (an {@code oadrReportDescription} of its METADATA report).
 *
 * @param rid the box's name of the point; the platform's boxes write
 *     {@code <physical>_<n>_<group>_<space>_<load>_<ln>_<metric>}, others whatever they like
 * @param kind report that brings its values
 * @param specifierId {@code reportSpecifierID} of that report
 * @param reportType for example {@code usage} or {@code x-resourceStatus}
 * @param readingType for example {@code Direct Read} (cumulative register) or {@code Net} (instant value)
 * @param unit unit of the values, where the box states it
 * @param resourceId {@code resourceID} of the report subject or data source, where the box states it
 * @param minPeriod shortest sampling period, where the box states it
 */
public record DataPoint(
        String rid,
        ReportKind kind,
        String specifierId,
        String reportType,
        String readingType,
        Optional<ReportedUnit> unit,
        Optional<String> resourceId,
        Optional<Duration> minPeriod) {
    public DataPoint {
        Objects.requireNonNull(rid, "rid");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(specifierId, "specifierId");
        Objects.requireNonNull(reportType, "reportType");
        Objects.requireNonNull(readingType, "readingType");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(resourceId, "resourceId");
        Objects.requireNonNull(minPeriod, "minPeriod");
    }
}
