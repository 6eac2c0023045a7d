package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import eu.flexcoop.middleware.openadr.codec.ItemBase;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription.SamplingRate;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.api.ReportedUnit;

/**
 * What a VEN registers that it can report.
 *
 * @param points as telemetry needs them
 * @param offers as requests need them
 * @param skipped names of reports that OpenADR does not know
 */
record Capabilities(List<DataPoint> points, List<Offer> offers, List<String> skipped) {
    private static final String STATUS_TYPE = "x-resourceStatus";
    /** Readings of Green Button are amounts of energy in this unit, whatever the description says. */
    private static final ReportedUnit WATT_HOURS =
            new ReportedUnit("energyReal", "RealEnergy", "Wh", "none", Optional.empty());

    Capabilities {
        points = List.copyOf(points);
        offers = List.copyOf(offers);
        skipped = List.copyOf(skipped);
    }

    /**
     * Reports with the same {@code reportSpecifierID} are one, as VENs in the field split their data points over several
     * reports. Of a rID that comes several times the last description counts.
     */
    static Capabilities of(List<Report> reports) {
        Map<String, DataPoint> points = new LinkedHashMap<>();
        Map<String, Offer> offers = new LinkedHashMap<>();
        List<String> skipped = new ArrayList<>();
        List<Report> greenButton = new ArrayList<>(0);
        for (Report report : reports) {
            String name = name(report);
            if (!ReportName.isKnown(name)) {
                skipped.add(name);
            } else if (name.equals(ReportName.HISTORY_GREENBUTTON)) {
                greenButton.add(report);
            } else {
                report.descriptions().forEach(each -> points.put(each.rId(), point(report, name, each)));
                add(offers, offer(report, name, Map.of()));
            }
        }
        // the unit of Green Button is fixed, that of a data point elsewhere is not: one rID cannot have both
        for (Report report : greenButton) {
            Map<String, String> taken = new LinkedHashMap<>();
            for (ReportDescription each : report.descriptions()) {
                DataPoint point = point(report, ReportName.HISTORY_GREENBUTTON, each);
                if (!points.getOrDefault(each.rId(), point).equals(point)) {
                    taken.put(each.rId(), "another report has a data point of that rID; Green Button needs its own");
                }
                points.putIfAbsent(each.rId(), point);
            }
            add(offers, offer(report, ReportName.HISTORY_GREENBUTTON, taken));
        }
        return new Capabilities(List.copyOf(points.values()), List.copyOf(offers.values()), skipped);
    }

    private static void add(Map<String, Offer> offers, Offer offer) {
        if (!offer.points().isEmpty() || !offer.refused().isEmpty()) {
            offers.merge(offer.specifierId(), offer, Capabilities::together);
        }
    }

    /** Old VENs leave the name out; then the descriptions say it. */
    private static String name(Report report) {
        return report.name()
                .map(ReportName::plain)
                .orElseGet(() -> report.descriptions().stream().anyMatch(Capabilities::isStatus)
                        ? ReportName.TELEMETRY_STATUS
                        : ReportName.TELEMETRY_USAGE);
    }

    private static boolean isStatus(ReportDescription description) {
        return description.reportType().equals(STATUS_TYPE);
    }

    private static Offer offer(Report report, String name, Map<String, String> refused) {
        return new Offer(
                report.specifierId(),
                name,
                report.duration(),
                report.createdAt(),
                distinct(report.descriptions().stream()
                        .filter(each -> !refused.containsKey(each.rId()))
                        .map(OfferedPoint::of)),
                refused);
    }

    private static Offer together(Offer first, Offer second) {
        return new Offer(
                first.specifierId(),
                first.reportName(),
                first.buffer(),
                first.createdAt(),
                distinct(Stream.concat(first.points().stream(), second.points().stream())),
                Stream.of(first, second)
                        .flatMap(each -> each.refused().entrySet().stream())
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a)));
    }

    private static List<OfferedPoint> distinct(Stream<OfferedPoint> points) {
        Map<String, OfferedPoint> byRid = new LinkedHashMap<>();
        points.forEach(point -> byRid.put(point.rId(), point));
        return List.copyOf(byRid.values());
    }

    private static DataPoint point(Report report, String name, ReportDescription description) {
        boolean greenButton = name.equals(ReportName.HISTORY_GREENBUTTON);
        return new DataPoint(
                description.rId(),
                kind(name, description),
                report.specifierId(),
                greenButton ? "usage" : description.reportType(),
                greenButton ? "Net" : description.readingType(),
                greenButton ? Optional.of(WATT_HOURS) : description.itemBase().map(Capabilities::unit),
                resourceId(description),
                description.samplingRate().map(SamplingRate::minPeriod));
    }

    private static ReportKind kind(String name, ReportDescription description) {
        return switch (name) {
            case ReportName.TELEMETRY_STATUS -> ReportKind.TELEMETRY_STATUS;
            case ReportName.TELEMETRY_USAGE, ReportName.HISTORY_USAGE, ReportName.HISTORY_GREENBUTTON -> ReportKind
                    .TELEMETRY_USAGE;
            default -> isStatus(description) ? ReportKind.TELEMETRY_STATUS : ReportKind.TELEMETRY_USAGE;
        };
    }

    private static ReportedUnit unit(ItemBase item) {
        return new ReportedUnit(item.element(), item.description(), item.units(), item.scale(), item.pulseFactor());
    }

    private static Optional<String> resourceId(ReportDescription description) {
        return Stream.of(description.dataSource(), description.subject())
                .flatMap(Optional::stream)
                .flatMap(target -> target.resourceIds().stream())
                .findFirst();
    }
}
