package eu.flexcoop.middleware.imports.amon.internal;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.VenId;

/**
 * Where the measurements of one document go.
 *
 * @param ven the box behind which the device is
 * @param revision of the registration with these points
 * @param uploaded the device if it is one of uploads only, empty for a device of a box
 * @param points by type; {@link #REFUSED} for readings whose measurements are refused already
 */
record Target(VenId ven, long revision, Optional<DeviceDocument> uploaded, Map<String, Point> points) {
    /** Says nothing more about its measurements. */
    static final Point REFUSED = new Point("", 0, Duration.ZERO);

    /**
     * A data point of the telemetry.
     *
     * @param factor from the unit of the upload to that of the data point
     * @param duration of the intervals of energy, zero for anything else
     */
    record Point(String rid, double factor, Duration duration) {}

    Target {
        points = Map.copyOf(points);
    }

    /** A document that is refused as a whole. */
    static Target none() {
        return new Target(new VenId("none"), 0, Optional.empty(), Map.of());
    }

    boolean isNone() {
        return ven.value().equals("none");
    }
}
