package eu.flexcoop.middleware.openadr.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * When an event begins, and what comes before and after (OpenADR 2.0b, eiActivePeriod). Durations are zero where there is none.
 *
 * @param start of the active period
 * @param notification how long before the start VENs are to know
 * @param startAfter VENs begin at random within this time after the start
 * @param rampUp VENs change their load during this time before the start; the event is NEAR then
 * @param recovery VENs return to normal during this time after the end
 */
public record EventTiming(
        Instant start, Duration notification, Duration startAfter, Duration rampUp, Duration recovery) {
    public EventTiming {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(notification, "notification");
        Objects.requireNonNull(startAfter, "startAfter");
        Objects.requireNonNull(rampUp, "rampUp");
        Objects.requireNonNull(recovery, "recovery");
    }

    /** Without anything before or after. */
    public static EventTiming startingAt(Instant start) {
        return new EventTiming(start, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /** When the event becomes NEAR; the start if there is no ramp-up, and the event then goes from FAR to ACTIVE. */
    public Instant nearFrom() {
        return start.minus(rampUp);
    }
}
