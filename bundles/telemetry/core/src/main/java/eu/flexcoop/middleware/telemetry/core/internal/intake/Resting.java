package eu.flexcoop.middleware.telemetry.core.internal.intake;

import java.time.Duration;
import java.time.Instant;

import eu.flexcoop.middleware.telemetry.core.internal.QuarterHour;

/**
 * How long new samples rest before they are processed: until their quarter hour is over, so that its documents are computed
 * once and not for each sample.
 *
 * @param grace time after the end of the quarter hour for samples that arrive late and for the reading that closes it
 * @param longest upper bound of the rest, which also bounds the effect of clocks that are ahead
 */
public record Resting(Duration grace, Duration longest) {
    public Instant notBefore(Instant at, Instant now) {
        Instant closed = QuarterHour.of(at).plus(QuarterHour.LENGTH).plus(grace);
        Instant latest = now.plus(longest);
        Instant rest = closed.isAfter(latest) ? latest : closed;
        return rest.isBefore(now) ? now : rest;
    }
}
