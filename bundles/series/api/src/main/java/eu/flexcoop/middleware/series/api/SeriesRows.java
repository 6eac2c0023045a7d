package eu.flexcoop.middleware.series.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

import eu.flexcoop.middleware.core.api.DeviceId;

/**
 * The layout of table {@code samples} (docs/adr/0018). A row holds one metric of one device on one UTC day:
 *
 * <ul>
 *   <li>row key: salt (1 byte, from the device id), metric, 0, device id, 0, day since 1970 (4 bytes, big-endian);
 *   <li>column: family {@code m}, qualifier = milliseconds since the start of the day (4 bytes, big-endian);
 *   <li>cell timestamp: the instant of the value, so that a time range of a scan selects exactly the values in it, leaves out
 *       files of other times, and the TTL of the table counts from the measurement;
 *   <li>cell value: type and quality (1 byte), then 8 bytes of a double or a long, or UTF-8 text, or any bytes. An empty one says that there
 *       is no value. HBase's own deletes are not used: a delete marker would hide every later put with the same timestamp.
 * </ul>
 *
 * So a metric of the whole fleet is one contiguous scan per salt, one series one short scan, and writing a value again replaces it.
 */
public final class SeriesRows {
    public static final String TABLE = "samples";
    public static final String FAMILY = "m";
    /** Number of salts, which is the number of regions the table starts with. */
    public static final int SALTS = 16;

    private static final byte SEPARATOR = 0;
    private static final int DAY_LENGTH = Integer.BYTES;
    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
    private static final byte DECIMAL = 1;
    private static final byte WHOLE = 2;
    private static final byte TEXT = 3;
    private static final byte BINARY = 4;
    /** Flag beside the type. */
    private static final byte NOT_VERIFIED = 0x10;

    private SeriesRows() {}

    /**
     * Key of the row that holds the value of an instant.
     *
     * @throws IllegalArgumentException if the parts do not make a key: a name with a character 0, or a time before 1970
     */
    public static byte[] key(DeviceId device, String metric, Instant at) {
        return key(salt(device), metric, device, day(at));
    }

    private static byte[] key(int salt, String metric, DeviceId device, int day) {
        byte[] prefix = prefix(salt, metric);
        byte[] id = name(device.value());
        return ByteBuffer.allocate(prefix.length + id.length + 1 + DAY_LENGTH)
                .put(prefix)
                .put(id)
                .put(SEPARATOR)
                .putInt(day)
                .array();
    }

    private static byte[] prefix(int salt, String metric) {
        byte[] name = name(metric);
        return ByteBuffer.allocate(1 + name.length + 1)
                .put((byte) salt)
                .put(name)
                .put(SEPARATOR)
                .array();
    }

    private static byte[] name(String text) {
        if (text.isEmpty() || text.indexOf(SEPARATOR) >= 0) {
            throw new IllegalArgumentException(
                    "'%s' is empty or has a character 0 and cannot be part of a key of table %s"
                            .formatted(text, TABLE));
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int day(Instant at) {
        long millis = at.toEpochMilli();
        if (millis < 0) {
            throw new IllegalArgumentException("%s is before 1970, table %s begins then".formatted(at, TABLE));
        }
        return Math.toIntExact(millis / DAY_MILLIS);
    }

    /** From 0 to {@link #SALTS} - 1; depends on nothing but the device id. */
    public static int salt(DeviceId device) {
        return Math.floorMod(device.value().hashCode(), SALTS);
    }

    /** The first keys of all regions but the first, with which the table is created. */
    public static byte[][] splits() {
        return IntStream.range(1, SALTS)
                .mapToObj(salt -> new byte[] {(byte) salt})
                .toArray(byte[][]::new);
    }

    /** Rows of one series that hold the values with {@code from <= at < to}; days are whole, a time range selects within them. */
    public static KeyRange series(DeviceId device, String metric, Instant from, Instant to) {
        int salt = salt(device);
        int afterLast = day(to.minusMillis(1)) + 1;
        return new KeyRange(key(salt, metric, device, day(from)), key(salt, metric, device, afterLast));
    }

    /** All rows of a metric whose devices have this salt. */
    public static KeyRange metric(int salt, String metric) {
        byte[] start = prefix(salt, metric);
        byte[] stop = start.clone();
        stop[stop.length - 1] = SEPARATOR + 1;
        return new KeyRange(start, stop);
    }

    /** Column of the value of an instant in its row. */
    public static byte[] qualifier(Instant at) {
        return ByteBuffer.allocate(Integer.BYTES)
                .putInt((int) (at.toEpochMilli() % DAY_MILLIS))
                .array();
    }

    /** Cell timestamp of the value of an instant. */
    public static long timestamp(Instant at) {
        return at.toEpochMilli();
    }

    /** Content of a cell. */
    public static byte[] value(SeriesValue value, boolean verified) {
        byte quality = verified ? 0 : NOT_VERIFIED;
        if (value instanceof SeriesValue.Decimal decimal) {
            return number(DECIMAL | quality).putDouble(decimal.number()).array();
        }
        if (value instanceof SeriesValue.Whole whole) {
            return number(WHOLE | quality).putLong(whole.value()).array();
        }
        if (value instanceof SeriesValue.Binary binary) {
            return bytes(BINARY | quality, binary.content());
        }
        return bytes(TEXT | quality, ((SeriesValue.Text) value).value().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(int type, byte[] content) {
        return ByteBuffer.allocate(1 + content.length)
                .put((byte) type)
                .put(content)
                .array();
    }

    private static ByteBuffer number(int type) {
        return ByteBuffer.allocate(1 + Long.BYTES).put((byte) type);
    }

    /** Content of a cell whose value was removed. */
    public static byte[] noValue() {
        return new byte[0];
    }

    /**
     * Takes a key apart.
     *
     * @throws IllegalArgumentException if it is no key of this table
     */
    public static RowKey row(byte[] key) {
        int dayAt = key.length - DAY_LENGTH;
        int metricEnd = 1;
        while (metricEnd < dayAt && key[metricEnd] != SEPARATOR) {
            metricEnd++;
        }
        if (metricEnd <= 1 || metricEnd + 2 >= dayAt || key[dayAt - 1] != SEPARATOR) {
            throw new IllegalArgumentException(
                    "A key of %d bytes is not one of table %s: %s".formatted(key.length, TABLE, Arrays.toString(key)));
        }
        return new RowKey(
                new DeviceId(new String(key, metricEnd + 1, dayAt - metricEnd - 2, StandardCharsets.UTF_8)),
                new String(key, 1, metricEnd - 1, StandardCharsets.UTF_8),
                LocalDate.ofEpochDay(ByteBuffer.wrap(key, dayAt, DAY_LENGTH).getInt()));
    }

    /**
     * Reads a cell of a row.
     *
     * @return empty where the value was removed
     * @throws IllegalArgumentException if these are no qualifier and value of this table
     */
    public static Optional<SeriesPoint> point(RowKey row, ByteBuffer qualifier, ByteBuffer value) {
        if (qualifier.remaining() != Integer.BYTES) {
            throw new IllegalArgumentException(
                    "A qualifier of %d bytes is not one of table %s".formatted(qualifier.remaining(), TABLE));
        }
        if (!value.hasRemaining()) {
            return Optional.empty();
        }
        Instant at = Instant.ofEpochMilli(row.day().toEpochDay() * DAY_MILLIS + qualifier.getInt());
        byte header = value.get();
        return Optional.of(new SeriesPoint(
                row.device(), row.metric(), at, content(header & ~NOT_VERIFIED, value), (header & NOT_VERIFIED) == 0));
    }

    private static SeriesValue content(int type, ByteBuffer bytes) {
        if (type == TEXT) {
            return SeriesValue.of(StandardCharsets.UTF_8.decode(bytes).toString());
        }
        if (type == BINARY) {
            byte[] content = new byte[bytes.remaining()];
            bytes.get(content);
            return SeriesValue.of(content);
        }
        if (bytes.remaining() == Long.BYTES && type == DECIMAL) {
            return SeriesValue.of(bytes.getDouble());
        }
        if (bytes.remaining() == Long.BYTES && type == WHOLE) {
            return SeriesValue.of(bytes.getLong());
        }
        throw new IllegalArgumentException(
                "A value of type %d and %d bytes is not one of table %s".formatted(type, bytes.remaining(), TABLE));
    }
}
