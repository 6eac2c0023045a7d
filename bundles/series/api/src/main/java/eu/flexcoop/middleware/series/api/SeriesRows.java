package eu.flexcoop.middleware.series.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.stream.IntStream;

/**
 * The layout of table {@code samples}, in which routes write and jobs read: row key
 * {@code <salt, 2 hex digits><deviceId>~<metric>~<epoch second, 8 bytes big-endian>}, family {@code m}, qualifier {@code v}. The
 * value is 8 bytes, IEEE 754, and one byte 0 more where it is not verified. It is one cell, so that writing a point again replaces
 * all of it, also when it is verified now and was not before.
 *
 * <p>The salt comes from the device id, so that one series is one short scan while devices spread over {@link #SALTS} regions.
 */
public final class SeriesRows {
    public static final String TABLE = "samples";
    public static final String FAMILY = "m";
    public static final String VALUE = "v";
    /** Number of salts, which is the number of regions the table starts with. */
    public static final int SALTS = 16;

    private static final char SEPARATOR = '~';
    private static final int SALT_LENGTH = 2;
    private static final String[] SALT_TEXTS = IntStream.range(0, SALTS)
            .mapToObj(salt -> HexFormat.of().toHexDigits((byte) salt))
            .toArray(String[]::new);

    private SeriesRows() {}

    /** Row key of one point. Keys of one series sort by time from 1970 on. */
    public static byte[] key(String deviceId, String metric, Instant at) {
        byte[] prefix = prefix(deviceId, metric);
        return ByteBuffer.allocate(prefix.length + Long.BYTES)
                .put(prefix)
                .putLong(at.getEpochSecond())
                .array();
    }

    /** What all keys of one series start with. */
    public static byte[] prefix(String deviceId, String metric) {
        if (deviceId.indexOf(SEPARATOR) >= 0 || metric.indexOf(SEPARATOR) >= 0) {
            throw new IllegalArgumentException(
                    "'%s' or '%s' holds a '~', which separates the parts of a key".formatted(deviceId, metric));
        }
        return (salt(deviceId) + deviceId + SEPARATOR + metric + SEPARATOR).getBytes(StandardCharsets.UTF_8);
    }

    /** Two hex digits that depend on nothing but the device id. */
    public static String salt(String deviceId) {
        return SALT_TEXTS[Math.floorMod(deviceId.hashCode(), SALTS)];
    }

    /** The first keys of all regions but the first, with which the table is created. */
    public static byte[][] splits() {
        return IntStream.range(1, SALTS)
                .mapToObj(salt -> SALT_TEXTS[salt].getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
    }

    /** Cell of one point. */
    public static byte[] value(double value, boolean verified) {
        return ByteBuffer.allocate(verified ? Double.BYTES : Double.BYTES + 1)
                .putDouble(value)
                .array();
    }

    /**
     * Reads a point back from its row; the inverse of {@link #key} and {@link #value}.
     *
     * @throws IllegalArgumentException if these are no key and value of this table
     */
    public static SeriesPoint point(byte[] key, byte[] value) {
        int timeAt = key.length - Long.BYTES;
        if (timeAt <= SALT_LENGTH || key[timeAt - 1] != SEPARATOR) {
            throw new IllegalArgumentException("A key of %d bytes is not one of table %s".formatted(key.length, TABLE));
        }
        if (value.length != Double.BYTES && value.length != Double.BYTES + 1) {
            throw new IllegalArgumentException(
                    "A value of %d bytes is not one of table %s".formatted(value.length, TABLE));
        }
        String text = new String(key, SALT_LENGTH, timeAt - SALT_LENGTH - 1, StandardCharsets.UTF_8);
        int cut = text.lastIndexOf(SEPARATOR);
        if (cut < 0) {
            throw new IllegalArgumentException("'%s' is not a key of table %s".formatted(text, TABLE));
        }
        return new SeriesPoint(
                text.substring(0, cut),
                text.substring(cut + 1),
                Instant.ofEpochSecond(ByteBuffer.wrap(key, timeAt, Long.BYTES).getLong()),
                ByteBuffer.wrap(value).getDouble(),
                value.length == Double.BYTES);
    }
}
