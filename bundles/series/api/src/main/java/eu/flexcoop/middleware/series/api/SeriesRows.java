package eu.flexcoop.middleware.series.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The layout of table {@code samples}, in which routes write and jobs read: row key
 * {@code <salt, 2 hex digits><deviceId>~<metric>~<epoch second, 8 bytes big-endian>}, family {@code m}, qualifier {@code v} (8
 * bytes, IEEE 754) and, where the value is not verified, qualifier {@code q} (one byte 0).
 *
 * <p>The salt comes from the device id, so that one series is one short scan while devices spread over {@link #SALTS} regions.
 */
public final class SeriesRows {
    public static final String TABLE = "samples";
    public static final String FAMILY = "m";
    public static final String VALUE = "v";
    public static final String QUALITY = "q";
    /** Number of salts, which is the number of regions the table starts with. */
    public static final int SALTS = 16;

    private static final char SEPARATOR = '~';

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
        return "%02x".formatted(Math.floorMod(deviceId.hashCode(), SALTS));
    }

    public static byte[] value(double value) {
        return ByteBuffer.allocate(Double.BYTES).putDouble(value).array();
    }

    /** Reads a point back from its row; the inverse of {@link #key} and {@link #value}. */
    public static SeriesPoint point(byte[] key, byte[] value, boolean verified) {
        int timeAt = key.length - Long.BYTES;
        String text = new String(key, 2, timeAt - 3, StandardCharsets.UTF_8);
        int cut = text.lastIndexOf(SEPARATOR);
        if (cut < 0) {
            throw new IllegalArgumentException("'%s' is not a key of table %s".formatted(text, TABLE));
        }
        Instant at =
                Instant.ofEpochSecond(ByteBuffer.wrap(key, timeAt, Long.BYTES).getLong());
        return new SeriesPoint(
                text.substring(0, cut),
                text.substring(cut + 1),
                at,
                ByteBuffer.wrap(value).getDouble(),
                verified);
    }
}
