package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.telemetry.api.DataPoint;

/**
 * What a data point means.
 *
 * @param deviceKey names the device within its box, always the same for the same device
 * @param itemName name of the metric in the documents that show the device over REST
 * @param metric name of the metric in our stores, for example {@code meter_kwh}
 * @param unit unit in which the values are stored
 * @param conversion from the reported unit to the stored one
 * @param counter true for a register that counts upwards
 */
record MappedPoint(
        DataPoint point,
        String deviceKey,
        String deviceClass,
        List<String> spaces,
        String itemName,
        String metric,
        String unit,
        Conversion conversion,
        boolean counter) {
    MappedPoint {
        spaces = List.copyOf(spaces);
    }

    MappedPoint withDeviceKey(String other) {
        return new MappedPoint(point, other, deviceClass, spaces, itemName, metric, unit, conversion, counter);
    }

    /** The rID without the part that names the device. */
    String nameWithinDevice() {
        String prefix = deviceKey + '_';
        return point.rid().startsWith(prefix) ? point.rid().substring(prefix.length()) : point.rid();
    }

    /** What the box calls the device where its rIDs say so: their common part, or the rID if it is a device of its own. */
    Optional<String> ridOfDevice() {
        if (point.rid().startsWith(deviceKey + '_')) {
            return Optional.of(deviceKey);
        }
        return deviceKey.equals("rid " + point.rid()) ? Optional.of(point.rid()) : Optional.empty();
    }
}
