package eu.flexcoop.middleware.telemetry.core.internal.archive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/** Copies a part of the fields of a BSON document without decoding them (https://bsonspec.org/spec.html). */
final class BsonElements {
    private BsonElements() {}

    /**
     * The document with those of its fields whose name is accepted, in their order.
     *
     * @throws IllegalArgumentException if it has a type that 15-minute documents never have
     */
    static byte[] copy(byte[] document, Predicate<String> accepted) {
        ByteBuffer in = ByteBuffer.wrap(document).order(ByteOrder.LITTLE_ENDIAN);
        ByteArrayOutputStream out = new ByteArrayOutputStream(document.length);
        out.write(document, 0, Integer.BYTES);
        int at = Integer.BYTES;
        while (document[at] != 0) {
            int nameEnd = end(document, at + 1);
            int end = nameEnd + 1 + length(in, document[at], nameEnd + 1);
            if (accepted.test(new String(document, at + 1, nameEnd - at - 1, StandardCharsets.UTF_8))) {
                out.write(document, at, end - at);
            }
            at = end;
        }
        out.write(0);
        byte[] copied = out.toByteArray();
        ByteBuffer.wrap(copied).order(ByteOrder.LITTLE_ENDIAN).putInt(0, copied.length);
        return copied;
    }

    private static int end(byte[] document, int from) {
        int at = from;
        while (document[at] != 0) {
            at++;
        }
        return at;
    }

    private static int length(ByteBuffer in, byte type, int at) {
        return switch (type) {
            case 0x01, 0x09, 0x11, 0x12 -> Long.BYTES;
            case 0x02 -> Integer.BYTES + in.getInt(at);
            case 0x03, 0x04 -> in.getInt(at);
            case 0x05 -> Integer.BYTES + 1 + in.getInt(at);
            case 0x07 -> 12;
            case 0x08 -> 1;
            case 0x0A -> 0;
            case 0x10 -> Integer.BYTES;
            case 0x13 -> 2 * Long.BYTES;
            default -> throw new IllegalArgumentException("A 15-minute document has no field of BSON type " + type);
        };
    }
}
