package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that a test turns. It stands at noon of 24 November 2026. */
public final class TurnableClock extends Clock {
    private Instant now = Instant.parse("2026-11-24T12:00:00Z");

    void turn(Duration forward) {
        now = now.plus(forward);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
