package eu.flexcoop.middleware.notify.internal;

/**
 * How an attempt to deliver ended.
 *
 * @param response HTTP status, or the code that the platform has for its absence
 * @param reason why it failed; empty if it did not
 */
record DeliveryOutcome(Kind kind, int response, String reason) {
    private static final int NO_RESPONSE = 100;
    private static final int UNKNOWN_RECIPIENT = 421;
    private static final int LONGEST_REASON = 500;

    /** What follows from it. */
    enum Kind {
        DELIVERED,
        /** Tried again later. */
        UNREACHABLE,
        /** Never tried again. */
        REFUSED
    }

    static DeliveryOutcome answered(int status, String body) {
        return status >= 200 && status < 300
                ? new DeliveryOutcome(Kind.DELIVERED, status, "")
                : new DeliveryOutcome(Kind.REFUSED, status, "HTTP %d: %s".formatted(status, shortened(body)));
    }

    static DeliveryOutcome unreachable(String reason) {
        return new DeliveryOutcome(Kind.UNREACHABLE, NO_RESPONSE, shortened(reason));
    }

    static DeliveryOutcome unknown(String recipient) {
        return new DeliveryOutcome(
                Kind.REFUSED, UNKNOWN_RECIPIENT, "Recipient '%s' is not configured any more".formatted(recipient));
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "…";
    }
}
