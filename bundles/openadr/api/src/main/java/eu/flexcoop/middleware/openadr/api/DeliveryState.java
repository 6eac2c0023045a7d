package eu.flexcoop.middleware.openadr.api;

/** How far an event has come with one VEN. */
public enum DeliveryState {
    /** Waits for the next poll. */
    QUEUED,
    /** Sent, no answer yet. */
    DELIVERED,
    OPT_IN,
    OPT_OUT,
    /** The VEN could not process it; its response code is kept. */
    FAILED,
    /** The VEN does not get the event, for a reason that the delivery states. */
    SKIPPED
}
