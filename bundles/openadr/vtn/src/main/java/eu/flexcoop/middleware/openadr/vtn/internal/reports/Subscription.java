package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.ReportSubscription;
import eu.flexcoop.middleware.openadr.api.ReportSubscription.Kind;
import eu.flexcoop.middleware.openadr.api.ReportSubscription.State;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/**
 * A document of {@code report_subscription}: the VTN's request for a report of a VEN.
 *
 * @param id of the document; of automatic ones it follows from the specifier, so that there is one at most
 * @param automatic made by the policy, not by an operator
 * @param start of the wanted window; absent for the time of the request, or for no window at all
 * @param duration of the wanted window, zero until cancelled
 * @param toFollow cancelled, and one more report is to come
 * @param awaitsLast the VEN has confirmed that
 */
record Subscription(
        String id,
        String reportRequestId,
        String specifierId,
        String reportName,
        Kind kind,
        State state,
        boolean automatic,
        List<String> rIds,
        Duration granularity,
        Duration reportBack,
        Optional<Instant> start,
        Optional<Duration> duration,
        boolean toFollow,
        boolean awaitsLast) {
    static final String SPECIFIER_ID = "specifier_id";
    static final String REPORT_REQUEST_ID = "report_request_id";
    static final String REPORT_NAME = "report_name";
    static final String KIND = "kind";
    static final String STATE = "state";
    static final String AUTOMATIC = "automatic";
    static final String RIDS = "rids";
    static final String GRANULARITY = "granularity";
    static final String REPORT_BACK = "report_back_duration";
    static final String START = "dtstart";
    static final String DURATION = "duration";
    static final String TO_FOLLOW = "report_to_follow";
    static final String AWAITS_LAST = "awaits_last";
    static final String REASON = "reason";
    static final String RESPONSE_CODE = "response_code";
    /** When the request or the cancellation was sent last; absent while it was not. */
    static final String SENT_AT = "sent_at";

    static final String ENDED_AT = "ended_at";
    static final String LAST_UPDATE = "last_update_at";
    /** When it becomes stale unless an update comes; absent if nothing is expected. */
    static final String DUE = "due_at";

    static final String STALE_SINCE = "stale_since";
    /** Grows with each change but those of the times of updates. */
    static final String REVISION = "revision";

    /** The specifier that asks for the capabilities of a VEN. */
    static final String METADATA = "METADATA";
    /** The reading type that the VEN registered. */
    private static final String AS_REGISTERED = "x-notApplicable";

    Subscription {
        rIds = List.copyOf(rIds);
    }

    static State state(Document document) {
        return State.valueOf(document.getString(STATE).toUpperCase(Locale.ROOT));
    }

    static Kind kind(Document document) {
        return Kind.valueOf(document.getString(KIND).toUpperCase(Locale.ROOT));
    }

    static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static Subscription of(Document document) {
        return new Subscription(
                document.getString("_id"),
                document.getString(REPORT_REQUEST_ID),
                document.getString(SPECIFIER_ID),
                document.getString(REPORT_NAME),
                kind(document),
                state(document),
                document.getBoolean(AUTOMATIC, false),
                document.getList(RIDS, String.class),
                Duration.parse(document.getString(GRANULARITY)),
                Duration.parse(document.getString(REPORT_BACK)),
                Documents.optionalInstant(document, START),
                Documents.optionalString(document, DURATION).map(Duration::parse),
                document.getBoolean(TO_FOLLOW, false),
                document.getBoolean(AWAITS_LAST, false));
    }

    /** What is wanted, without the state. */
    Document terms() {
        return new Document(SPECIFIER_ID, specifierId)
                .append(REPORT_NAME, reportName)
                .append(KIND, text(kind))
                .append(AUTOMATIC, automatic)
                .append(RIDS, rIds)
                .append(GRANULARITY, granularity.toString())
                .append(REPORT_BACK, reportBack.toString())
                .append(START, start.map(Documents::date).orElse(null))
                .append(DURATION, duration.map(Duration::toString).orElse(null));
    }

    static ReportSubscription shown(Document document) {
        Subscription subscription = of(document);
        return new ReportSubscription(
                new VenId(document.getString(DocumentFields.VEN_ID)),
                subscription.reportRequestId,
                subscription.specifierId,
                subscription.reportName,
                subscription.kind,
                subscription.state,
                subscription.automatic,
                subscription.rIds,
                subscription.granularity,
                subscription.reportBack,
                Documents.optionalInstant(document, LAST_UPDATE),
                Documents.optionalInstant(document, STALE_SINCE),
                Documents.optionalString(document, REASON));
    }

    boolean isMetadata() {
        return kind == Kind.METADATA;
    }

    /** Whether reports come again and again. */
    boolean isLasting() {
        return kind == Kind.PERIODIC || kind == Kind.ON_CHANGE;
    }

    Subscription withRequestId(String other) {
        return new Subscription(
                id,
                other,
                specifierId,
                reportName,
                kind,
                state,
                automatic,
                rIds,
                granularity,
                reportBack,
                start,
                duration,
                toFollow,
                awaitsLast);
    }

    /** As it is sent now. */
    ReportRequest request(Instant now) {
        return new ReportRequest(
                reportRequestId,
                specifierId,
                granularity,
                reportBack,
                duration.map(length -> new ReportRequest.Window(start.orElse(now), length)),
                (isMetadata() ? List.of(METADATA) : rIds)
                        .stream()
                                .map(rId -> new ReportRequest.Point(rId, Optional.empty(), AS_REGISTERED))
                                .toList());
    }
}
