package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import eu.flexcoop.middleware.openadr.codec.ItemBase;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription.SamplingRate;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnSettings;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.api.ReportedUnit;

/**
 * What a VEN registered that it can report, as far as it is telemetry.
 *
 * @param skipped names of reports that carry no telemetry
 */
record Capabilities(List<DataPoint> points, List<Subscription> subscriptions, List<String> skipped) {
    private static final String METADATA = "METADATA_";

    Capabilities {
        points = List.copyOf(points);
        subscriptions = List.copyOf(subscriptions);
        skipped = List.copyOf(skipped);
    }

    /**
     * Reports with the same {@code reportSpecifierID} are one, as VENs in the field split their data points over several
     * reports. Of a rID that comes several times the last description counts.
     */
    static Capabilities of(List<Report> reports, VtnSettings settings) {
        Map<String, DataPoint> points = new LinkedHashMap<>();
        Map<String, ReportKind> kinds = new LinkedHashMap<>();
        Map<String, List<ReportDescription>> descriptions = new HashMap<>();
        List<String> skipped = new ArrayList<>();
        for (Report report : reports) {
            Optional<ReportKind> kind = kind(report);
            if (kind.isEmpty()) {
                skipped.add(report.name().orElse(""));
                continue;
            }
            for (ReportDescription description : report.descriptions()) {
                points.put(description.rId(), point(report, kind.get(), description));
            }
            if (!report.descriptions().isEmpty()) {
                kinds.putIfAbsent(report.specifierId(), kind.get());
                descriptions
                        .computeIfAbsent(report.specifierId(), any -> new ArrayList<>())
                        .addAll(report.descriptions());
            }
        }
        List<Subscription> subscriptions = new ArrayList<>();
        kinds.forEach((specifier, kind) ->
                subscriptions.add(subscription(specifier, kind, descriptions.get(specifier), settings)));
        return new Capabilities(List.copyOf(points.values()), subscriptions, skipped);
    }

    /** By the name of the report, which old VENs leave out, or else by its descriptions. */
    private static Optional<ReportKind> kind(Report report) {
        if (report.name().isEmpty()) {
            boolean status = report.descriptions().stream()
                    .anyMatch(description -> description.reportType().equals("x-resourceStatus"));
            return Optional.of(status ? ReportKind.TELEMETRY_STATUS : ReportKind.TELEMETRY_USAGE);
        }
        String name = report.name().get().toUpperCase(Locale.ROOT);
        String plain = name.startsWith(METADATA) ? name.substring(METADATA.length()) : name;
        return switch (plain) {
            case "TELEMETRY_USAGE" -> Optional.of(ReportKind.TELEMETRY_USAGE);
            case "TELEMETRY_STATUS" -> Optional.of(ReportKind.TELEMETRY_STATUS);
            default -> Optional.empty();
        };
    }

    private static DataPoint point(Report report, ReportKind kind, ReportDescription description) {
        return new DataPoint(
                description.rId(),
                kind,
                report.specifierId(),
                description.reportType(),
                description.readingType(),
                description.itemBase().map(Capabilities::unit),
                resourceId(description),
                description.samplingRate().map(SamplingRate::minPeriod));
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

    private static Subscription subscription(
            String specifierId, ReportKind kind, List<ReportDescription> descriptions, VtnSettings settings) {
        var granularity = Subscription.granularity(settings.reportGranularity(), descriptions);
        var reportBack = settings.reportBack().compareTo(granularity) < 0 ? granularity : settings.reportBack();
        return new Subscription(
                specifierId,
                kind.name(),
                UUID.randomUUID().toString(),
                descriptions.stream().map(ReportDescription::rId).distinct().toList(),
                granularity,
                reportBack);
    }
}
