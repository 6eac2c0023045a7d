package eu.flexcoop.middleware.openadr.codec.event;

import java.util.Locale;

/** {@code eventStatus}: where an event stands. */
public enum EventStatus {
    NONE,
    FAR,
    NEAR,
    ACTIVE,
    COMPLETED,
    CANCELLED;

    private final String token = name().toLowerCase(Locale.ROOT);

    /** As it stands in the XML. */
    public String token() {
        return token;
    }
}
