package eu.flexcoop.middleware.openadr.api;

/** State of an event by the clock (OpenADR 2.0b, eventStatus). The last two are final. */
public enum EventState {
    FAR,
    NEAR,
    ACTIVE,
    COMPLETED,
    CANCELLED
}
