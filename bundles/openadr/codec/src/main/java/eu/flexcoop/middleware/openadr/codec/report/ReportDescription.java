package eu.flexcoop.middleware.openadr.codec.report;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.ItemBase;
import eu.flexcoop.middleware.openadr.codec.Target;

/**
 * One data point that a VEN can report.
 *
 * @param itemBase unit of the values; the VENs in the field leave it out
 */
public record ReportDescription(
        String rId,
        Optional<Target> subject,
        Optional<Target> dataSource,
        String reportType,
        Optional<ItemBase> itemBase,
        String readingType,
        Optional<String> marketContext,
        Optional<SamplingRate> samplingRate) {
    public ReportDescription {
        Objects.requireNonNull(rId, "rId");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(dataSource, "dataSource");
        Objects.requireNonNull(reportType, "reportType");
        Objects.requireNonNull(itemBase, "itemBase");
        Objects.requireNonNull(readingType, "readingType");
        Objects.requireNonNull(marketContext, "marketContext");
        Objects.requireNonNull(samplingRate, "samplingRate");
    }

    /** How often the point can be sampled. */
    public record SamplingRate(Duration minPeriod, Duration maxPeriod, boolean onChange) {
        public SamplingRate {
            Objects.requireNonNull(minPeriod, "minPeriod");
            Objects.requireNonNull(maxPeriod, "maxPeriod");
        }
    }
}
