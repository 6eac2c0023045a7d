package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bson.Document;

import eu.flexcoop.middleware.openadr.codec.report.ReportDescription;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription.SamplingRate;

/**
 * The request for all data points of one report specifier of a VEN.
 *
 * @param granularity distance of the samples
 * @param reportBack how often they are sent
 */
public record Subscription(
        String specifierId,
        String reportName,
        String reportRequestId,
        List<String> rIds,
        Duration granularity,
        Duration reportBack) {
    static final String SPECIFIER_ID = "specifier_id";
    static final String REPORT_REQUEST_ID = "report_request_id";

    public Subscription {
        rIds = List.copyOf(rIds);
    }

    /** The wanted granularity, limited to what all data points support: VENs leave out points that do not support it. */
    static Duration granularity(Duration wanted, List<ReportDescription> descriptions) {
        Duration granularity = wanted;
        List<SamplingRate> rates = new ArrayList<>();
        descriptions.forEach(description -> description.samplingRate().ifPresent(rates::add));
        Optional<Duration> max = rates.stream()
                .map(SamplingRate::maxPeriod)
                .filter(period -> !period.isZero())
                .min(Duration::compareTo);
        if (max.isPresent() && granularity.compareTo(max.get()) > 0) {
            granularity = max.get();
        }
        Optional<Duration> min = rates.stream().map(SamplingRate::minPeriod).max(Duration::compareTo);
        if (min.isPresent() && granularity.compareTo(min.get()) < 0) {
            granularity = min.get();
        }
        return granularity;
    }

    static Subscription of(Document document) {
        return new Subscription(
                document.getString(SPECIFIER_ID),
                document.getString("report_name"),
                document.getString(REPORT_REQUEST_ID),
                document.getList("rids", String.class),
                Duration.parse(document.getString("granularity")),
                Duration.parse(document.getString("report_back_duration")));
    }

    Document toDocument() {
        return new Document(SPECIFIER_ID, specifierId)
                .append("report_name", reportName)
                .append("rids", rIds)
                .append("granularity", granularity.toString())
                .append("report_back_duration", reportBack.toString());
    }
}
