package eu.flexcoop.middleware.imports.amon.internal;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.telemetry.api.Device;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.RegisteredBox;
import eu.flexcoop.middleware.telemetry.api.RegisteredBoxes;
import eu.flexcoop.middleware.telemetry.api.RegisteredDevice;
import eu.flexcoop.middleware.telemetry.api.RegisteredPoint;
import eu.flexcoop.middleware.telemetry.api.ReportKind;

/**
 * Devices that the platform knows already: an upload names them by their {@code device_id}, and its measurements become those of
 * the data point that measures the same. A device that the caller does not own is treated as if there were none. Thread-safe.
 */
final class BoxDevices {
    private static final String REGISTER = "direct read";
    /** Metrics of energy differ in the limit of their cleaning only. */
    private static final Set<String> ENERGY = Set.of(MetricCatalogue.ENERGY_REAL, MetricCatalogue.METER_KWH);

    private static final Map<String, Set<String>> METRICS = Map.of(
            "energyReal", ENERGY,
            "powerReal", Set.of(MetricCatalogue.POWER_REAL, "meter_watts"),
            "voltage", Set.of("meter_voltage"),
            "current", Set.of("meter_current"),
            "frequency", Set.of("frequency"),
            "temperature", Set.of("temperature", "ambient_temperature", "sensor_temperature"));

    private final DeviceDirectory directory;
    private final RegisteredBoxes boxes;

    BoxDevices(DeviceDirectory directory, RegisteredBoxes boxes) {
        this.directory = directory;
        this.boxes = boxes;
    }

    /** By the deviceId of the upload. */
    Map<String, BoxDevice> find(List<DeviceUpload> uploads, Caller caller) {
        List<DeviceId> ids = uploads.stream()
                .map(DeviceUpload::deviceId)
                .filter(id -> !id.isBlank())
                .distinct()
                .map(DeviceId::new)
                .toList();
        Map<VenId, Optional<RegisteredBox>> read = new HashMap<>();
        Map<String, BoxDevice> found = new HashMap<>();
        directory.devices(ids).values().stream()
                .filter(device ->
                        caller.owns(device.owner().account(), device.owner().aggregator()))
                .forEach(device -> read.computeIfAbsent(device.owner().ven(), boxes::box)
                        .flatMap(box -> ofBox(box, device))
                        .ifPresent(known -> found.put(device.id().value(), known)));
        return found;
    }

    private static Optional<BoxDevice> ofBox(RegisteredBox box, Device device) {
        return box.devices().stream()
                .filter(each -> each.id().equals(device.id()))
                .map(each -> new BoxDevice(device, box.revision(), each))
                .findAny();
    }

    /** A device with its data points. */
    record BoxDevice(Device device, long revision, RegisteredDevice registered) {
        Target target(CheckedReadings readings) {
            for (Reading.Checked reading : readings.open()) {
                accept(reading, readings);
            }
            return new Target(device.owner().ven(), revision, Optional.empty(), readings.points());
        }

        private void accept(Reading.Checked reading, CheckedReadings readings) {
            Optional<RegisteredPoint> point = registered.points(ReportKind.TELEMETRY_USAGE).stream()
                    .filter(each -> measures(each, reading))
                    .findFirst();
            if (point.isEmpty()) {
                readings.refuse(
                        reading.type(),
                        "device %s reports no %s of %s; it reports %s"
                                .formatted(
                                        device.id(),
                                        reading.period(),
                                        reading.type().name(),
                                        device.metrics()));
                return;
            }
            OptionalDouble factor = factor(reading, point.get());
            Duration interval = readings.interval(reading, Optional.empty()).orElse(Duration.ZERO);
            boolean amount = reading.type().energy() && reading.period() == Period.INSTANT;
            if (factor.isEmpty()) {
                readings.refuse(
                        reading.type(),
                        "device %s reports it in %s, to which the upload cannot be converted"
                                .formatted(
                                        device.id(), point.get().reportedUnit().orElse("")));
            } else if (amount && interval.isZero()) {
                readings.refuse(reading.type(), CheckedReadings.unknownInterval());
            } else {
                readings.accept(reading, point.get().rid(), factor.getAsDouble(), amount ? interval : Duration.ZERO);
            }
        }

        private static boolean measures(RegisteredPoint point, Reading.Checked reading) {
            AmonType type = reading.type();
            String generic = type.description() + (reading.period() == Period.CUMULATIVE ? "_register" : "");
            Set<String> metrics = METRICS.getOrDefault(type.itemBase(), Set.of(generic));
            boolean register = point.readingType().toLowerCase(Locale.ROOT).equals(REGISTER);
            return metrics.contains(point.metric())
                    && (!type.energy() || register == (reading.period() == Period.CUMULATIVE));
        }

        /** To the unit in which the box reports the point; that of the metric where it says nothing. */
        private static OptionalDouble factor(Reading.Checked reading, RegisteredPoint point) {
            Optional<String> unit = point.reportedUnit();
            if (unit.isEmpty()) {
                return OptionalDouble.of(reading.factor());
            }
            OptionalDouble reported = reading.type().factor(unit.get());
            return reported.isPresent()
                    ? OptionalDouble.of(reading.factor() / reported.getAsDouble())
                    : OptionalDouble.empty();
        }
    }
}
