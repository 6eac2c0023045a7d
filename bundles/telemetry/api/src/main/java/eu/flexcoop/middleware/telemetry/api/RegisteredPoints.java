package eu.flexcoop.middleware.telemetry.api;

import java.util.List;
import java.util.Map;

/**
 * Outcome of the registration of a box's data points.
 *
 * @param revision of this registration; later registrations of the box have greater ones
 * @param devices devices behind the box now
 * @param refused reasons by rID why points were not registered
 */
public record RegisteredPoints(long revision, List<Device> devices, Map<String, String> refused) {
    public RegisteredPoints {
        devices = List.copyOf(devices);
        refused = Map.copyOf(refused);
    }
}
