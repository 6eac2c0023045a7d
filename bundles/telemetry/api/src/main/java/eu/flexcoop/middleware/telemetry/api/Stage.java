package eu.flexcoop.middleware.telemetry.api;

/** The steps that samples take behind their acknowledgement, each with its own pending ranges. */
public enum Stage {
    /** Raw samples that are not yet in the 15-minute documents. */
    QUARTER_HOURS("quarter_hours"),
    /** 15-minute documents that are not yet in the long-term store. */
    LONG_TERM("long_term");

    private final String key;

    Stage(String key) {
        this.key = key;
    }

    /** Name in the documents of {@link PendingRange#COLLECTION}. */
    public String key() {
        return key;
    }
}
