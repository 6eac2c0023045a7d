package eu.flexcoop.middleware.telemetry.core.internal;

/**
 * Fields of a pending range. They are kept in one embedded document, so that a range can be part of the document that holds
 * its data.
 */
public final class PendingFields {
    public static final String PENDING = "pending";
    public static final String FROM = PENDING + ".from";
    public static final String TO = PENDING + ".to";
    public static final String SINCE = PENDING + ".since";
    /** Set by the server from its cluster clock: unique, and later for each later mark of one range. */
    public static final String REVISION = PENDING + ".revision";
    /** The range cannot be claimed before this time. */
    public static final String NOT_BEFORE = PENDING + ".not_before";

    /** Whether the range is of the past, so that those of now are processed before it; older marks do not have it. */
    public static final String PAST = PENDING + ".past";

    public static final String CLAIMED_BY = PENDING + ".claimed_by";
    public static final String CLAIMED_UNTIL = PENDING + ".claimed_until";
    /** The revision when the range was claimed; the range was marked again if it differs from {@link #REVISION}. */
    public static final String CLAIMED_REVISION = PENDING + ".claimed_revision";

    public static final String FAILURES = PENDING + ".failures";
    public static final String ERROR = PENDING + ".error";
    /** Revision that has failed: a range that was marked since has not. */
    public static final String FAILED_REVISION = PENDING + ".failed_revision";
    /** When the range was set aside. It has no {@link #NOT_BEFORE} then; a new mark sets that again. */
    public static final String SET_ASIDE_AT = PENDING + ".set_aside_at";

    private PendingFields() {}

    /** Name within the embedded document. */
    public static String inner(String path) {
        return path.substring(PENDING.length() + 1);
    }
}
