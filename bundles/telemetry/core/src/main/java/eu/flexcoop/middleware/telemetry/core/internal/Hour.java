package eu.flexcoop.middleware.telemetry.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

import eu.flexcoop.middleware.core.api.DeviceId;

/** An hour of UTC: samples are stored in one document per device and hour. */
public record Hour(Instant start) {
    private static final Duration LENGTH = Duration.ofHours(1);
    private static final DateTimeFormatter KEY =
            DateTimeFormatter.ofPattern("uuuuMMddHH").withZone(ZoneOffset.UTC);

    public static Hour of(Instant instant) {
        return new Hour(instant.truncatedTo(ChronoUnit.HOURS));
    }

    public Hour next() {
        return plus(1);
    }

    public Hour plus(int hours) {
        return new Hour(start.plus(LENGTH.multipliedBy(hours)));
    }

    /** {@code _id} of the document of a device. It begins with the time, so that new documents are neighbours in the index. */
    public String key(DeviceId device) {
        return KEY.format(start) + '/' + device.value();
    }
}
