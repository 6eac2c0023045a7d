package eu.flexcoop.middleware.openadr.codec.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.ItemBase;

/**
 * A wish for one report.
 *
 * @param granularity distance of the samples, zero for every change
 * @param reportBack how often to send, zero for once
 * @param window absent for a single report
 */
public record ReportRequest(
        String reportRequestId,
        String specifierId,
        Duration granularity,
        Duration reportBack,
        Optional<Window> window,
        List<Point> points) {
    public ReportRequest {
        Objects.requireNonNull(reportRequestId, "reportRequestId");
        Objects.requireNonNull(specifierId, "specifierId");
        Objects.requireNonNull(granularity, "granularity");
        Objects.requireNonNull(reportBack, "reportBack");
        Objects.requireNonNull(window, "window");
        points = List.copyOf(points);
    }

    /** When the report runs; a duration of zero never ends. */
    public record Window(Instant start, Duration duration) {
        public Window {
            Objects.requireNonNull(start, "start");
            Objects.requireNonNull(duration, "duration");
        }
    }

    /** A data point that is wanted; {@code x-notApplicable} is the reading type as registered. */
    public record Point(String rId, Optional<ItemBase> itemBase, String readingType) {
        public Point {
            Objects.requireNonNull(rId, "rId");
            Objects.requireNonNull(itemBase, "itemBase");
            Objects.requireNonNull(readingType, "readingType");
        }
    }
}
