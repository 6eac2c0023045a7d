package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import eu.flexcoop.middleware.telemetry.api.DataPoint;

/**
 * The points of one registration with their meaning: the first mapping that understands a point decides.
 *
 * @param points by rID
 * @param refused reasons by rID
 */
record PointMappings(Map<String, MappedPoint> points, Map<String, String> refused) {
    private static final List<PointMapping> MAPPINGS = List.of(new PlatformMapping(), new GenericMapping());

    static PointMappings of(List<DataPoint> dataPoints) {
        Map<String, MappedPoint> points = new LinkedHashMap<>();
        Map<String, String> refused = new LinkedHashMap<>();
        for (DataPoint point : dataPoints) {
            try {
                map(point).ifPresent(mapped -> points.put(point.rid(), mapped));
            } catch (PointRefusedException e) {
                refused.put(point.rid(), e.getMessage());
            }
        }
        separate(points);
        return new PointMappings(points, refused);
    }

    private static Optional<MappedPoint> map(DataPoint point) throws PointRefusedException {
        for (PointMapping mapping : MAPPINGS) {
            Optional<MappedPoint> mapped = mapping.map(point);
            if (mapped.isPresent()) {
                return mapped;
            }
        }
        return Optional.empty();
    }

    /** Points of one device with the same metric, such as the phases of a meter, become devices of their own. */
    private static void separate(Map<String, MappedPoint> points) {
        Map<String, List<String>> ridsByMetric = new HashMap<>();
        points.forEach((rid, point) -> ridsByMetric
                .computeIfAbsent(point.deviceKey() + '\n' + point.metric(), any -> new ArrayList<>())
                .add(rid));
        ridsByMetric.values().stream()
                .filter(rids -> rids.size() > 1)
                .flatMap(Collection::stream)
                .forEach(rid -> points.compute(rid, (any, point) -> point.withDeviceKey("rid " + rid)));
    }

    Map<String, List<MappedPoint>> byDevice() {
        Map<String, List<MappedPoint>> byDevice = new LinkedHashMap<>();
        points.values().forEach(point -> byDevice.computeIfAbsent(point.deviceKey(), any -> new ArrayList<>())
                .add(point));
        return byDevice;
    }
}
