package eu.flexcoop.middleware.openadr.codec.xml;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;

/**
 * How a reader treats what it gets.
 *
 * @param zone in which date-times without a zone are meant
 * @param maxBytes longest body
 * @param maxDepth deepest nesting of elements; OpenADR needs about 15
 * @param maxText longest text of one element, in characters
 */
public record CodecOptions(ZoneId zone, long maxBytes, int maxDepth, int maxText) {
    /** UTC, 8 MiB, 40 levels, 16384 characters. */
    public static final CodecOptions DEFAULT = new CodecOptions(ZoneOffset.UTC, 8L << 20, 40, 16_384);

    public CodecOptions {
        Objects.requireNonNull(zone, "zone");
        if (maxBytes < 1 || maxDepth < 1 || maxText < 1) {
            throw new IllegalArgumentException("Limits must be positive: %d bytes, depth %d, %d characters"
                    .formatted(maxBytes, maxDepth, maxText));
        }
    }

    public CodecOptions withZone(ZoneId newZone) {
        return new CodecOptions(newZone, maxBytes, maxDepth, maxText);
    }

    public CodecOptions withMaxBytes(long newMaxBytes) {
        return new CodecOptions(zone, newMaxBytes, maxDepth, maxText);
    }
}
