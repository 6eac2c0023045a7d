package eu.flexcoop.middleware.telemetry.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * One thing that a box said it can report (an {@code oadrReportDescription} of its METADATA report).
 *
 * @param rid the box's name of the point, {@code <physical>_<n>_<group>_<space>_<load>_<ln>_<metric>}
 * @param kind report that brings its values
 * @param specifierId {@code reportSpecifierID} of that report
 * @param reportType for example {@code usage} or {@code x-resourceStatus}
 * @param readingType for example {@code Direct Read} (cumulative register) or {@code Net} (instant value)
 * @param unit unit of the values where the box says it, for example {@code kWh}
 * @param minPeriod shortest sampling period, where the box says it
 */
public record DataPoint(
        String rid,
        ReportKind kind,
        String specifierId,
        String reportType,
        String readingType,
        Optional<String> unit,
        Optional<Duration> minPeriod) {
    public DataPoint {
        Objects.requireNonNull(rid, "rid");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(specifierId, "specifierId");
        Objects.requireNonNull(reportType, "reportType");
        Objects.requireNonNull(readingType, "readingType");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(minPeriod, "minPeriod");
    }
}
