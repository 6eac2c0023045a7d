package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.Report.FloatReading;
import eu.flexcoop.middleware.openadr.codec.report.Report.Interval;
import eu.flexcoop.middleware.openadr.codec.report.Report.LoadControl;
import eu.flexcoop.middleware.openadr.codec.report.Report.Reading;
import eu.flexcoop.middleware.openadr.codec.report.Report.StatusReading;
import eu.flexcoop.middleware.openadr.codec.report.Report.Value;
import eu.flexcoop.middleware.telemetry.api.RawSample;

/** Measurements of reports as samples. */
final class ReportSamples {
    private ReportSamples() {}

    /**
     * An interval without a start follows the one before it; the first one starts with the report, and a report without any
     * time counts from when it was made.
     */
    static List<RawSample> of(List<Report> reports) {
        List<RawSample> samples = new ArrayList<>();
        for (Report report : reports) {
            Instant next = report.start().orElse(report.createdAt());
            for (Interval interval : report.intervals()) {
                Instant at = interval.start().orElse(next);
                Duration duration =
                        interval.duration().filter(d -> !d.isNegative()).orElse(Duration.ZERO);
                for (Value value : interval.values()) {
                    samples.add(new RawSample(value.rId(), at, duration, number(value.reading()), value.dataQuality()));
                }
                next = at.plus(duration);
            }
        }
        return samples;
    }

    /** The state of a resource is the current value of what it controls, or else whether it is online. */
    private static double number(Reading reading) {
        if (reading instanceof FloatReading number) {
            return number.value();
        }
        StatusReading status = (StatusReading) reading;
        return Stream.of(status.setPoint(), status.levelOffset(), status.capacity(), status.percentOffset())
                .flatMap(Optional::stream)
                .findFirst()
                .map(LoadControl::current)
                .orElse(status.online() ? 1.0 : 0.0);
    }
}
