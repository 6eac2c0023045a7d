package eu.flexcoop.middleware.imports.amon.internal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One document of an upload without its measurements.
 *
 * @param index place in the upload, from 0
 * @param deviceId as sent, empty if it is missing; the same for the others
 * @param aggregatorId {@code aggregator_id}: whose a new device is
 * @param measured how many measurements it has, by type
 * @param intervals usual time between two measurements by type, where most are equally far apart
 */
record DeviceUpload(
        int index,
        String deviceId,
        String companyId,
        Optional<String> accountId,
        Optional<String> aggregatorId,
        List<Reading> readings,
        Map<String, Long> measured,
        Map<String, Duration> intervals) {
    DeviceUpload {
        readings = List.copyOf(readings);
        measured = Map.copyOf(measured);
        intervals = Map.copyOf(intervals);
    }

    String path() {
        return "[" + index + "]";
    }

    long measurements() {
        return measured.values().stream().mapToLong(Long::longValue).sum();
    }
}
