package eu.flexcoop.middleware.telemetry.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

import eu.flexcoop.middleware.core.api.DeviceId;

/** A day of UTC: ranges that wait for the long-term route are one document per device and day, as a row of that store is. */
public record Day(Instant start) {
    private static final Duration LENGTH = Duration.ofDays(1);
    private static final DateTimeFormatter KEY =
            DateTimeFormatter.ofPattern("uuuuMMdd").withZone(ZoneOffset.UTC);

    public static Day of(Instant instant) {
        return new Day(instant.truncatedTo(ChronoUnit.DAYS));
    }

    public Day next() {
        return new Day(start.plus(LENGTH));
    }

    /** {@code _id} of the document of a device. It begins with the time, so that new documents are neighbours in the index. */
    public String key(DeviceId device) {
        return KEY.format(start) + '/' + device.value();
    }
}
