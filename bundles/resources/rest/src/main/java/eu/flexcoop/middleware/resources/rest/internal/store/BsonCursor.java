package eu.flexcoop.middleware.resources.rest.internal.store;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/**
 * Reads a document from the bytes in which the driver received it (bsonspec.org, version 1.1). Unlike the driver's reader it keeps
 * no stack of contexts and decodes no text that is only copied. Each value has to be read or skipped before {@link #next()}; a
 * document or list is read by {@link #enter()} and as many calls of {@link #next()} as return true, and one that returns false. For one
 * thread.
 */
final class BsonCursor {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLE =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
    private static final BsonType[] TYPES = types();

    private final byte[] bytes;
    private int at;
    private BsonType type;
    private int nameFrom;
    private int nameTo;

    BsonCursor(RawBsonDocument document) {
        ByteBuffer buffer = document.getByteBuffer().asNIO();
        if (!buffer.hasArray()) {
            throw new IllegalArgumentException("The document is not in an array");
        }
        this.bytes = buffer.array();
        this.at = buffer.arrayOffset() + buffer.position();
        enter();
    }

    private static BsonType[] types() {
        BsonType[] types = new BsonType[256];
        for (BsonType each : BsonType.values()) {
            types[each.getValue() & 0xff] = each;
        }
        return types;
    }

    /** Goes to the next member of the document or list; false at its end, behind which it goes on. */
    boolean next() {
        type = TYPES[bytes[at++] & 0xff];
        if (type == BsonType.END_OF_DOCUMENT) {
            return false;
        }
        nameFrom = at;
        while (bytes[at] != 0) {
            at++;
        }
        nameTo = at++;
        return true;
    }

    BsonType type() {
        return type;
    }

    /** The name of the member; in a list, its number. */
    SerializableString name() {
        return FieldNames.of(bytes, nameFrom, nameTo);
    }

    /** Goes into the document or list that is the value. */
    void enter() {
        at += Integer.BYTES;
    }

    int int32() {
        at += Integer.BYTES;
        return (int) INT.get(bytes, at - Integer.BYTES);
    }

    /** Also milliseconds since 1970 of a date. */
    long int64() {
        at += Long.BYTES;
        return (long) LONG.get(bytes, at - Long.BYTES);
    }

    double float64() {
        at += Double.BYTES;
        return (double) DOUBLE.get(bytes, at - Double.BYTES);
    }

    boolean truth() {
        return bytes[at++] != 0;
    }

    /** Twelve bytes as hexadecimal digits. */
    String objectId() {
        at += ObjectIdText.BYTES;
        return ObjectIdText.of(bytes, at - ObjectIdText.BYTES);
    }

    Decimal128 decimal() {
        long low = int64();
        return Decimal128.fromIEEE754BIDEncoding(int64(), low);
    }

    String text() {
        int length = int32();
        int from = at;
        at += length;
        return new String(bytes, from, length - 1, StandardCharsets.UTF_8);
    }

    /** Copies the text. Other writers than this API may have stored bytes that are no UTF-8, so text beyond ASCII is decoded. */
    void text(JsonGenerator out) throws IOException {
        int length = (int) INT.get(bytes, at);
        int from = at + Integer.BYTES;
        if (isAscii(from, length - 1)) {
            at = from + length;
            out.writeUTF8String(bytes, from, length - 1);
        } else {
            out.writeString(text());
        }
    }

    private boolean isAscii(int from, int length) {
        int end = from + length;
        for (int i = from; i < end; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /** Any value, for rare types. */
    BsonValue value() {
        int from = at;
        skip();
        ByteBuffer single = ByteBuffer.allocate(at - from + 8).order(ByteOrder.LITTLE_ENDIAN);
        single.putInt(single.capacity())
                .put((byte) type.getValue())
                .put((byte) 'v')
                .put((byte) 0);
        single.put(bytes, from, at - from).put((byte) 0);
        return new RawBsonDocument(single.array()).get("v");
    }

    void skip() {
        switch (type) {
            case DOUBLE, DATE_TIME, TIMESTAMP, INT64 -> at += Long.BYTES;
            case INT32 -> at += Integer.BYTES;
            case BOOLEAN -> at++;
            case OBJECT_ID -> at += ObjectIdText.BYTES;
            case DECIMAL128 -> at += 2 * Long.BYTES;
            case STRING, SYMBOL, JAVASCRIPT -> at += Integer.BYTES + length();
            case BINARY -> at += Integer.BYTES + 1 + length();
            case DOCUMENT, ARRAY, JAVASCRIPT_WITH_SCOPE -> at += length();
            case DB_POINTER -> at += Integer.BYTES + length() + ObjectIdText.BYTES;
            case REGULAR_EXPRESSION -> {
                skipName();
                skipName();
            }
            default -> {
                // null, undefined, and the least and greatest key have no bytes
            }
        }
    }

    private int length() {
        return (int) INT.get(bytes, at);
    }

    private void skipName() {
        while (bytes[at++] != 0) {
            // to the end of the text
        }
    }

    /** Text of an {@link ObjectId} without the object. */
    private static final class ObjectIdText {
        static final int BYTES = 12;
        private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

        private ObjectIdText() {}

        static String of(byte[] source, int from) {
            byte[] text = new byte[2 * BYTES];
            for (int i = 0; i < BYTES; i++) {
                int each = source[from + i];
                text[2 * i] = DIGITS[each >> 4 & 0xf];
                text[2 * i + 1] = DIGITS[each & 0xf];
            }
            return new String(text, StandardCharsets.ISO_8859_1);
        }
    }
}
