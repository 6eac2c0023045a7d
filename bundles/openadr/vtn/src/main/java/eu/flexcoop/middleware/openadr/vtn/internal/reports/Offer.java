package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.bson.Document;

import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/**
 * A report that a VEN offers.
 *
 * @param reportName without {@code METADATA_}
 * @param buffer how much of it the VEN keeps
 * @param points without those that were refused
 * @param refused reasons by rID
 */
record Offer(
        String specifierId,
        String reportName,
        Optional<Duration> buffer,
        Instant createdAt,
        List<OfferedPoint> points,
        Map<String, String> refused) {
    static final String SPECIFIER_ID = "specifier_id";

    Offer {
        points = List.copyOf(points);
        refused = Map.copyOf(refused);
    }

    boolean isHistory() {
        return ReportName.isHistory(reportName);
    }

    boolean isOnChange() {
        return !points.isEmpty() && points.stream().allMatch(OfferedPoint::onChange);
    }

    List<String> rIds() {
        return points.stream().map(OfferedPoint::rId).toList();
    }

    /** The wanted granularity, limited to what all data points support: VENs leave out points that do not support it. */
    Duration granularity(Duration wanted) {
        Optional<Duration> max = points.stream()
                .flatMap(point -> point.maxPeriod().stream())
                .filter(period -> !period.isZero())
                .min(Duration::compareTo);
        Duration granularity = max.filter(most -> most.compareTo(wanted) < 0).orElse(wanted);
        Optional<Duration> min =
                points.stream().flatMap(point -> point.minPeriod().stream()).max(Duration::compareTo);
        Duration limited = granularity;
        return min.filter(least -> least.compareTo(limited) > 0).orElse(granularity);
    }

    /** With the reasons of those points that telemetry refused. */
    Offer without(Map<String, String> refusedPoints) {
        Map<String, String> all = new HashMap<>(refused);
        points.stream()
                .map(OfferedPoint::rId)
                .filter(refusedPoints::containsKey)
                .forEach(rId -> all.put(rId, refusedPoints.get(rId)));
        return new Offer(
                specifierId,
                reportName,
                buffer,
                createdAt,
                points.stream().filter(point -> !all.containsKey(point.rId())).toList(),
                all);
    }

    static Offer of(Document document) {
        return new Offer(
                document.getString(SPECIFIER_ID),
                document.getString("report_name"),
                Documents.optionalString(document, "duration").map(Duration::parse),
                Documents.instant(document, "created_date_time"),
                Documents.list(document, "points").stream()
                        .map(OfferedPoint::of)
                        .toList(),
                Documents.list(document, "refused").stream()
                        .collect(Collectors.toMap(each -> each.getString("rid"), each -> each.getString("reason"))));
    }

    Document toDocument() {
        return new Document(SPECIFIER_ID, specifierId)
                .append("report_name", reportName)
                .append("duration", buffer.map(Duration::toString).orElse(null))
                .append("created_date_time", Documents.date(createdAt))
                .append("points", points.stream().map(OfferedPoint::toDocument).toList())
                .append(
                        "refused",
                        refused.entrySet().stream()
                                .map(each -> new Document("rid", each.getKey()).append("reason", each.getValue()))
                                .toList());
    }
}
