package eu.flexcoop.middleware.telemetry.api;

import java.time.Instant;
import java.util.Objects;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * A time range in which data of a device changed and which one worker of a stage has claimed. Made by {@link RangeClaims}.
 *
 * @param key names the range within its stage
 * @param from first changed instant
 * @param to end of the change, exclusive
 * @param since when the oldest part of it was marked
 * @param claim identifies the claim that holds the range
 * @param revision changes whenever the range is marked again
 * @param readAfter cluster time of the database after which the data of the range is read; later claims have later ones
 */
public record ClaimedRange(
        Stage stage,
        String key,
        DeviceId device,
        Instant from,
        Instant to,
        Instant since,
        String claim,
        long revision,
        long readAfter) {
    public ClaimedRange {
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(claim, "claim");
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("The range %s..%s of %s is empty".formatted(from, to, device));
        }
    }
}
