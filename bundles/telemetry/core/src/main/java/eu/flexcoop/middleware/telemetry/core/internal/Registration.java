package eu.flexcoop.middleware.telemetry.core.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.telemetry.api.Device;

/**
 * All data points of one box.
 *
 * @param points by rID
 * @param loadedAt when it was read from the store
 */
record Registration(Map<String, Point> points, List<Device> devices, Instant loadedAt) {
    static Registration of(Collection<Point> points, Instant loadedAt) {
        Map<String, Point> byRid = new LinkedHashMap<>();
        Map<DeviceId, List<Point>> byDevice = new LinkedHashMap<>();
        points.forEach(point -> {
            byRid.put(point.dataPoint().rid(), point);
            byDevice.computeIfAbsent(point.device(), any -> new ArrayList<>()).add(point);
        });
        return new Registration(
                Map.copyOf(byRid),
                byDevice.values().stream().map(Registration::device).toList(),
                loadedAt);
    }

    private static Device device(List<Point> points) {
        Point any = points.get(0);
        TreeSet<String> metrics = new TreeSet<>();
        points.forEach(point -> metrics.add(point.metric()));
        return new Device(
                any.device(), any.owner(), any.rid().deviceClass(), any.rid().spaces(), List.copyOf(metrics));
    }

    Optional<Device> device(DeviceId id) {
        return devices.stream().filter(device -> device.id().equals(id)).findFirst();
    }
}
