package eu.flexcoop.middleware.imports.amon.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import eu.flexcoop.middleware.imports.api.Refusals;

/** The readings of one document on their way to a target: those that are refused leave, with their measurements. */
final class CheckedReadings {
    private final DeviceUpload upload;
    private final Refusals refusals;
    private final Map<String, Reading.Checked> open = new LinkedHashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Target.Point> points = new HashMap<>();

    CheckedReadings(DeviceUpload upload, Refusals refusals) {
        this.upload = upload;
        this.refusals = refusals;
        for (int number = 0; number < upload.readings().size(); number++) {
            add(number, upload.readings().get(number));
        }
    }

    private void add(int number, Reading reading) {
        Integer before = numbers.putIfAbsent(reading.type(), number);
        try {
            if (before == null) {
                Reading.Checked checked = reading.checked();
                requireOwnQuantity(checked);
                open.put(reading.type(), checked);
            } else if (!reading.equals(upload.readings().get(before))) {
                throw new RefusedException(
                        "type '%s' is declared before in another way; upload it under a deviceId of its own"
                                .formatted(reading.type()));
            }
        } catch (RefusedException e) {
            refuse(reading.type(), number, e.getMessage());
        }
    }

    private void requireOwnQuantity(Reading.Checked checked) throws RefusedException {
        for (Reading.Checked other : open.values()) {
            if (other.type().quantity().equals(checked.type().quantity())) {
                throw sameQuantity(checked.type(), other.type());
            }
        }
    }

    static RefusedException sameQuantity(AmonType type, AmonType other) {
        return new RefusedException(
                "a device measures one quantity in one way, and this one has %s; upload %s under a deviceId of its own"
                        .formatted(other.name(), type.name()));
    }

    private void refuse(String type, int number, String reason) {
        // those of a type that is declared twice are refused once
        long lost = points.put(type, Target.REFUSED) == null ? upload.measured().getOrDefault(type, 0L) : 0;
        open.remove(type);
        refusals.add(upload.path() + ".readings[" + number + "]", lost, reason);
    }

    void refuse(AmonType type, String reason) {
        refuse(type.name(), numbers.get(type.name()), reason);
    }

    /** Those that have neither a point nor a refusal. */
    List<Reading.Checked> open() {
        return new ArrayList<>(open.values());
    }

    void accept(Reading.Checked reading, String rid, double factor, Duration duration) {
        open.remove(reading.type().name());
        points.put(reading.type().name(), new Target.Point(rid, factor, duration));
    }

    /** As declared, else as usual in this document, else as before. */
    Optional<Duration> interval(Reading.Checked reading, Optional<Duration> before) {
        return reading.interval()
                .or(() -> Optional.ofNullable(
                        upload.intervals().get(reading.type().name())))
                .or(() -> before);
    }

    static String unknownInterval() {
        return "how long the intervals of the energy are is not known: add \"interval\": \"PT15M\" to the reading,"
                + " or upload at least four measurements that follow each other";
    }

    Map<String, Target.Point> points() {
        return points;
    }
}
