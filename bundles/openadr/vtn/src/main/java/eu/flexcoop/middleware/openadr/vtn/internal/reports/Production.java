package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.bson.Document;

import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/**
 * A document of {@code vtn_report}: a VEN's request for a report of the VTN.
 *
 * @param reportBack how often to send, zero for once
 * @param end no values after it; absent until cancelled
 * @param sentUpTo values before it have arrived
 * @param state {@code active}, {@code last} while one more report is to be sent, or how it ended
 */
record Production(
        String id,
        String reportRequestId,
        List<String> rIds,
        Duration reportBack,
        Optional<Instant> end,
        Instant sentUpTo,
        String state) {
    static final String REPORT_REQUEST_ID = "report_request_id";
    static final String STATE = "state";
    static final String ACTIVE = "active";
    static final String LAST = "last";
    static final String COMPLETED = "completed";
    static final String CANCELLED = "cancelled";
    static final String ENDED = "ended";
    static final String RIDS = "rids";
    static final String REPORT_BACK = "report_back_duration";
    static final String END = "dtend";
    static final String SENT_UP_TO = "sent_up_to";
    /** When it is to be sent next; absent when it is over. */
    static final String NEXT = "next_at";
    /** The time came; stays until the VEN has answered. */
    static final String DUE = "due";

    static final String OFFERED_AS = "offered_request_id";
    static final String OFFERED_UP_TO = "offered_up_to";
    static final String REASON = "reason";
    static final String ENDED_AT = "ended_at";

    Production {
        rIds = List.copyOf(rIds);
    }

    static Production of(Document document) {
        return new Production(
                document.getString("_id"),
                document.getString(REPORT_REQUEST_ID),
                document.getList(RIDS, String.class),
                Duration.parse(document.getString(REPORT_BACK)),
                Documents.optionalInstant(document, END),
                Documents.instant(document, SENT_UP_TO),
                document.getString(STATE));
    }

    boolean isOnce() {
        return reportBack.isZero();
    }

    boolean isLast() {
        return state.equals(LAST);
    }
}
