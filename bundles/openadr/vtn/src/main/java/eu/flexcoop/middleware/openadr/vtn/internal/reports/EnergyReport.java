package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.ItemBase;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.telemetry.api.BoxEnergy;

/** The form of the VTN's report: kWh of the VEN's data points per quarter hour, under the rIDs of the VEN. */
final class EnergyReport {
    static final String SPECIFIER = "flexcoop-energy";
    static final Duration QUARTER_HOUR = Duration.ofMinutes(15);
    /** How far back a VEN may ask. */
    static final Duration BUFFER = Duration.ofDays(7);

    /** Samples of a quarter hour may come some time after its end. */
    private static final Duration SETTLES = Duration.ofMinutes(30);
    /** A single report without a window. */
    private static final Duration LATEST = Duration.ofDays(1);

    private static final Optional<ItemBase> KWH =
            Optional.of(new ItemBase("energyReal", "RealEnergy", "Wh", "k", Optional.empty(), Optional.empty()));
    private static final Optional<String> VERIFIED = Optional.of("Quality Good - Non Specific");
    private static final Optional<String> ESTIMATED = Optional.of("Quality Uncertain - Non Specific");

    private EnergyReport() {}

    static Report metadata(List<String> points, Instant now) {
        return new Report(
                Optional.empty(),
                Optional.of(BUFFER),
                List.of(),
                Optional.empty(),
                points.stream()
                        .map(rId -> new ReportDescription(
                                rId,
                                Optional.empty(),
                                Optional.empty(),
                                "usage",
                                KWH,
                                "Derived",
                                Optional.empty(),
                                Optional.of(new ReportDescription.SamplingRate(QUARTER_HOUR, QUARTER_HOUR, false))))
                        .toList(),
                "0",
                SPECIFIER,
                Optional.of("METADATA_TELEMETRY_USAGE"),
                now);
    }

    /** The latest end of a quarter hour whose values are not expected to change. */
    static Instant settled(Instant now) {
        long seconds = now.minus(SETTLES).getEpochSecond();
        return Instant.ofEpochSecond(seconds - Math.floorMod(seconds, QUARTER_HOUR.toSeconds()));
    }

    /**
     * What a VEN requests.
     *
     * @param points rIDs that there are
     * @throws RefusedException with 452 for another specifier or rID, with 461 for another granularity
     */
    static Production production(VenId ven, ReportRequest request, List<String> points, Instant now) {
        if (!request.specifierId().equals(SPECIFIER) || points.isEmpty()) {
            throw new RefusedException(
                    RefusedException.INVALID_ID,
                    "reportSpecifierID '%s' is not offered to this VEN".formatted(request.specifierId()));
        }
        List<String> rIds =
                request.points().stream().map(ReportRequest.Point::rId).toList();
        if (!points.containsAll(rIds)) {
            throw new RefusedException(
                    RefusedException.INVALID_ID,
                    "rIDs %s are not offered"
                            .formatted(rIds.stream()
                                    .filter(rId -> !points.contains(rId))
                                    .toList()));
        }
        boolean once = request.reportBack().isZero();
        if (!once && !request.granularity().isZero() && !request.granularity().equals(QUARTER_HOUR)) {
            throw new RefusedException(
                    RefusedException.REPORT_NOT_SUPPORTED,
                    "granularity %s is not offered, only %s".formatted(request.granularity(), QUARTER_HOUR));
        }
        Optional<Instant> start = request.window().map(ReportRequest.Window::start);
        Optional<Duration> length =
                request.window().map(ReportRequest.Window::duration).filter(duration -> !duration.isZero());
        return new Production(
                ven.value() + '~' + request.reportRequestId(),
                request.reportRequestId(),
                rIds.isEmpty() ? points : rIds,
                request.reportBack(),
                start.flatMap(from -> length.map(from::plus)),
                from(once, start, length, now),
                Production.ACTIVE);
    }

    /** History without an end means all that there is. */
    private static Instant from(boolean once, Optional<Instant> start, Optional<Duration> length, Instant now) {
        Instant oldest = now.minus(BUFFER);
        if (once && start.isEmpty()) {
            return settled(now).minus(LATEST);
        }
        if (once && length.isEmpty()) {
            return oldest;
        }
        return start.filter(from -> from.isAfter(oldest)).orElse(start.isEmpty() ? settled(now) : oldest);
    }

    /** The values of one quarter hour are one interval. */
    static Report measurements(Production production, List<BoxEnergy.QuarterHour> values, Instant now) {
        Map<Instant, List<Report.Value>> byStart = new LinkedHashMap<>();
        for (BoxEnergy.QuarterHour each : values) {
            byStart.computeIfAbsent(each.start(), any -> new ArrayList<>())
                    .add(new Report.Value(
                            each.rid(),
                            Optional.empty(),
                            Optional.empty(),
                            new Report.FloatReading(each.kwh()),
                            each.verified() ? VERIFIED : ESTIMATED));
        }
        List<Report.Interval> intervals = byStart.entrySet().stream()
                .map(each -> new Report.Interval(
                        Optional.of(each.getKey()), Optional.of(QUARTER_HOUR), Optional.empty(), each.getValue()))
                .toList();
        return new Report(
                intervals.isEmpty() ? Optional.of(now) : intervals.get(0).start(),
                Optional.empty(),
                intervals,
                Optional.empty(),
                List.of(),
                production.reportRequestId(),
                SPECIFIER,
                Optional.of("TELEMETRY_USAGE"),
                now);
    }
}
