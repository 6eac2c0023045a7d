package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import eu.flexcoop.middleware.telemetry.api.BoxOwner;

/**
 * The registered data points of one box as the intake needs them.
 *
 * @param revision of the registration, 0 if the box registered nothing
 * @param owner empty if the box registered nothing
 * @param points by rID
 * @param loadedAt when it was read from the store
 */
public record Registration(long revision, Optional<BoxOwner> owner, Map<String, Point> points, Instant loadedAt) {
    public Registration {
        points = Map.copyOf(points);
    }
}
