package eu.flexcoop.middleware.openadr.codec.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A report: capabilities (METADATA) or measurements.
 *
 * @param start of the first interval that does not say its own
 * @param duration length of the buffer in a METADATA report
 * @param intervals measurements
 * @param descriptions capabilities
 * @param reportRequestId subscription that it belongs to, {@code 0} for METADATA
 * @param name for example {@code TELEMETRY_USAGE}, {@code METADATA_TELEMETRY_USAGE}
 */
public record Report(
        Optional<Instant> start,
        Optional<Duration> duration,
        List<Interval> intervals,
        Optional<String> eiReportId,
        List<ReportDescription> descriptions,
        String reportRequestId,
        String specifierId,
        Optional<String> name,
        Instant createdAt) {
    public Report {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(duration, "duration");
        intervals = List.copyOf(intervals);
        Objects.requireNonNull(eiReportId, "eiReportId");
        descriptions = List.copyOf(descriptions);
        Objects.requireNonNull(reportRequestId, "reportRequestId");
        Objects.requireNonNull(specifierId, "specifierId");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(createdAt, "createdAt");
    }

    /**
     * Measurements of one time.
     *
     * @param start absent if the interval follows the one before it
     * @param greenButton readings of meters with times of their own, in reports of Green Button
     */
    public record Interval(
            Optional<Instant> start,
            Optional<Duration> duration,
            Optional<String> uid,
            List<Value> values,
            List<GreenButton> greenButton) {
        public Interval(
                Optional<Instant> start, Optional<Duration> duration, Optional<String> uid, List<Value> values) {
            this(start, duration, uid, values, List.of());
        }

        public Interval {
            Objects.requireNonNull(start, "start");
            Objects.requireNonNull(duration, "duration");
            Objects.requireNonNull(uid, "uid");
            values = List.copyOf(values);
            greenButton = List.copyOf(greenButton);
        }
    }

    /** The measurement of one data point. */
    public record Value(
            String rId,
            Optional<Integer> confidence,
            Optional<Double> accuracy,
            Reading reading,
            Optional<String> dataQuality) {
        public Value {
            Objects.requireNonNull(rId, "rId");
            Objects.requireNonNull(confidence, "confidence");
            Objects.requireNonNull(accuracy, "accuracy");
            Objects.requireNonNull(reading, "reading");
            Objects.requireNonNull(dataQuality, "dataQuality");
        }
    }

    /** What was measured. */
    public sealed interface Reading permits Report.FloatReading, Report.StatusReading {}

    /** A number; may be NaN or infinite. */
    public record FloatReading(double value) implements Reading {}

    /** State of a resource ({@code oadrPayloadResourceStatus}). */
    public record StatusReading(
            boolean online,
            boolean manualOverride,
            Optional<LoadControl> capacity,
            Optional<LoadControl> levelOffset,
            Optional<LoadControl> percentOffset,
            Optional<LoadControl> setPoint)
            implements Reading {
        public StatusReading {
            Objects.requireNonNull(capacity, "capacity");
            Objects.requireNonNull(levelOffset, "levelOffset");
            Objects.requireNonNull(percentOffset, "percentOffset");
            Objects.requireNonNull(setPoint, "setPoint");
        }
    }

    /** Where a controllable quantity stands and how far it goes. */
    public record LoadControl(Optional<Double> min, Optional<Double> max, double current, Optional<Double> normal) {
        public LoadControl {
            Objects.requireNonNull(min, "min");
            Objects.requireNonNull(max, "max");
            Objects.requireNonNull(normal, "normal");
        }
    }
}
