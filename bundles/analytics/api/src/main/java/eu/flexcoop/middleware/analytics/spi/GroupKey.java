package eu.flexcoop.middleware.analytics.spi;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * Names a group of points between map and reduce: a device, a period, labels of the module's own, or several of these. Immutable.
 *
 * <pre>{@code
 * GroupKey.of(device)                            // all points of a device
 * GroupKey.of(device, TimePeriod.utcDay(at))     // per device and day
 * GroupKey.of(TimePeriod.utcDay(at))             // the whole fleet per day
 * GroupKey.of(period).and("tariff-a")            // per day and label
 * }</pre>
 *
 * <p>Keys are equal if all their parts are, and ordered as the unsigned bytes of {@link #toBytes}: keys without a device before
 * those with one, then by device, start and end of the period, and labels.
 */
public final class GroupKey implements Comparable<GroupKey> {
    private static final byte ABSENT = 0;
    private static final byte PRESENT = 1;
    private static final char TERMINATOR = 0;

    private final DeviceId device; // null: not part of the key
    private final TimePeriod period; // null: not part of the key
    private final List<String> labels;
    private byte[] bytes; // made when it is first asked for; immutable in effect, so a race does no harm

    private GroupKey(DeviceId device, TimePeriod period, List<String> labels) {
        this.device = device;
        this.period = period;
        this.labels = labels;
    }

    public static GroupKey of(DeviceId device) {
        return new GroupKey(checked(device), null, List.of());
    }

    public static GroupKey of(TimePeriod period) {
        return new GroupKey(null, Objects.requireNonNull(period, "period"), List.of());
    }

    public static GroupKey of(DeviceId device, TimePeriod period) {
        return new GroupKey(checked(device), Objects.requireNonNull(period, "period"), List.of());
    }

    /** A group that is neither of a device nor of a period, for example a segment of customers. */
    public static GroupKey of(String label) {
        return new GroupKey(null, null, List.of(checked(label)));
    }

    /** This key with one more label. */
    public GroupKey and(String label) {
        List<String> more = new ArrayList<>(labels);
        more.add(checked(label));
        return new GroupKey(device, period, List.copyOf(more));
    }

    /** @throws IllegalStateException if the key was made without a device */
    public DeviceId device() {
        return present(device, "device");
    }

    /** @throws IllegalStateException if the key was made without a period */
    public TimePeriod period() {
        return present(period, "period");
    }

    /** In the order in which they were added. */
    public List<String> labels() {
        return labels;
    }

    /**
     * The form in which keys travel and are sorted. A byte 1 and the device, or a byte 0; a byte 1 and start and end of the period,
     * or a byte 0; for each label a byte 1 and the label; at the end a byte 0. Texts are UTF-8, ended by a byte 0; times are
     * seconds since 1970 as 8 bytes, big-endian, with the sign bit inverted, so that bytes sort as times do.
     */
    public byte[] toBytes() {
        return encoded().clone();
    }

    /**
     * The inverse of {@link #toBytes}.
     *
     * @throws IllegalArgumentException if these are not the bytes of a key
     */
    public static GroupKey fromBytes(byte[] bytes) {
        return new Reader(bytes).key();
    }

    @Override
    public int compareTo(GroupKey other) {
        return Arrays.compareUnsigned(encoded(), other.encoded());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GroupKey key
                && Objects.equals(device, key.device)
                && Objects.equals(period, key.period)
                && labels.equals(key.labels);
    }

    @Override
    public int hashCode() {
        return Objects.hash(device, period, labels);
    }

    /** For messages, for example {@code device-1 2026-03-01T00:00:00Z/2026-03-02T00:00:00Z}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (device != null) {
            parts.add(device.value());
        }
        if (period != null) {
            parts.add(period.toString());
        }
        parts.addAll(labels);
        return String.join(" ", parts);
    }

    private <T> T present(T part, String name) {
        if (part == null) {
            throw new IllegalStateException(
                    "Group '%s' has no %s, because the map step made its key without one".formatted(this, name));
        }
        return part;
    }

    private static DeviceId checked(DeviceId device) {
        checked(device.value());
        return device;
    }

    private static String checked(String text) {
        if (text.indexOf(TERMINATOR) >= 0) {
            throw new IllegalArgumentException("A part of a group key cannot hold the character U+0000");
        }
        return text;
    }

    private byte[] encoded() {
        byte[] known = bytes;
        if (known == null) {
            known = encode();
            bytes = known;
        }
        return known;
    }

    private byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(64);
        if (device == null) {
            out.write(ABSENT);
        } else {
            text(device.value(), out);
        }
        if (period == null) {
            out.write(ABSENT);
        } else {
            out.write(PRESENT);
            out.writeBytes(ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(period.start().getEpochSecond() ^ Long.MIN_VALUE)
                    .putLong(period.end().getEpochSecond() ^ Long.MIN_VALUE)
                    .array());
        }
        labels.forEach(label -> text(label, out));
        out.write(ABSENT);
        return out.toByteArray();
    }

    private static void text(String text, ByteArrayOutputStream out) {
        out.write(PRESENT);
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        out.write(TERMINATOR);
    }

    /** Reads a key from its bytes. */
    private static final class Reader {
        private final ByteBuffer in;

        Reader(byte[] bytes) {
            this.in = ByteBuffer.wrap(bytes);
        }

        GroupKey key() {
            try {
                DeviceId device = isPresent() ? new DeviceId(text()) : null;
                TimePeriod period = isPresent() ? new TimePeriod(time(), time()) : null;
                List<String> labels = new ArrayList<>();
                while (isPresent()) {
                    labels.add(text());
                }
                if (in.hasRemaining()) {
                    throw new IllegalArgumentException("%d bytes follow the end".formatted(in.remaining()));
                }
                return new GroupKey(device, period, List.copyOf(labels));
            } catch (BufferUnderflowException | IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "%d bytes are not a group key: %s".formatted(in.capacity(), e.getMessage()), e);
            }
        }

        private boolean isPresent() {
            byte mark = in.get();
            if (mark != ABSENT && mark != PRESENT) {
                throw new IllegalArgumentException("byte %d is %d, expected 0 or 1".formatted(in.position() - 1, mark));
            }
            return mark != ABSENT;
        }

        private String text() {
            int start = in.position();
            while (in.get() != TERMINATOR) {
                // the text ends at the terminator
            }
            return new String(in.array(), start, in.position() - 1 - start, StandardCharsets.UTF_8);
        }

        private Instant time() {
            return Instant.ofEpochSecond(in.getLong() ^ Long.MIN_VALUE);
        }
    }
}
