package eu.flexcoop.middleware.telemetry.core.internal;

/**
 * Fields of a pending range. They are kept in one embedded document, so that a range can be part of the document that holds
 * its data.
 */
final class PendingFields {
    static final String PENDING = "pending";
    static final String FROM = PENDING + ".from";
    static final String TO = PENDING + ".to";
    static final String SINCE = PENDING + ".since";
    /** Set by the server from its cluster clock: unique, and later for each later mark of one range. */
    static final String REVISION = PENDING + ".revision";
    /** Before this time nobody claims the range. */
    static final String NOT_BEFORE = PENDING + ".not_before";

    static final String CLAIMED_BY = PENDING + ".claimed_by";
    static final String CLAIMED_UNTIL = PENDING + ".claimed_until";
    static final String FAILURES = PENDING + ".failures";
    static final String ERROR = PENDING + ".error";

    private PendingFields() {}

    /** Name within the embedded document. */
    static String inner(String path) {
        return path.substring(PENDING.length() + 1);
    }
}
