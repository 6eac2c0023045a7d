package eu.flexcoop.middleware.resources.rest.internal.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonGenerator;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDbPointer;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonJavaScript;
import org.bson.BsonJavaScriptWithScope;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.resources.rest.internal.message.Json;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads what the driver writes, value by value. */
class BsonCursorTest {
    private static final ObjectId ID = new ObjectId("00ff7f80abcdef0123456789");

    static Stream<BsonValue> values() {
        return Stream.of(
                new BsonDouble(-1.5),
                new BsonString("text"),
                new BsonString(""),
                new BsonDocument("a", new BsonDocument("b", new BsonInt32(1))),
                new BsonArray(List.of(new BsonString("x"), new BsonArray())),
                new BsonBinary(new byte[] {1, 2, 3}),
                new BsonUndefined(),
                new BsonObjectId(ID),
                BsonBoolean.TRUE,
                new BsonDateTime(-1),
                BsonNull.VALUE,
                new BsonRegularExpression("^a", "i"),
                new BsonDbPointer("db.c", ID),
                new BsonJavaScript("code"),
                new BsonSymbol("symbol"),
                new BsonJavaScriptWithScope("code", new BsonDocument("v", new BsonInt32(2))),
                new BsonInt32(Integer.MIN_VALUE),
                new BsonTimestamp(1, 2),
                new BsonInt64(Long.MIN_VALUE),
                new BsonDecimal128(Decimal128.parse("-12.50")),
                new BsonMinKey(),
                new BsonMaxKey());
    }

    @ParameterizedTest
    @MethodSource("values")
    void readsAndSkipsEachType(BsonValue value) {
        BsonCursor in =
                cursor(new BsonDocument("skipped", value).append("read", value).append("last", new BsonInt32(7)));
        assertThat(in.next()).isTrue();
        assertThat(in.type()).isEqualTo(value.getBsonType());
        in.skip();
        assertThat(in.next()).isTrue();
        assertThat(in.value()).isEqualTo(value);
        assertThat(in.next()).isTrue();
        assertThat(in.name().getValue()).isEqualTo("last");
        assertThat(in.int32()).isEqualTo(7);
        assertThat(in.next()).isFalse();
    }

    @Test
    void readsTheCommonTypesDirectly() {
        BsonCursor in = cursor(new BsonDocument("double", new BsonDouble(0.1))
                .append("long", new BsonInt64(-2))
                .append("truth", BsonBoolean.FALSE)
                .append("id", new BsonObjectId(ID))
                .append("decimal", new BsonDecimal128(Decimal128.parse("-12.50")))
                .append("text", new BsonString("ä"))
                .append("inner", new BsonDocument("a", new BsonInt32(1)))
                .append("after", new BsonInt32(3)));
        in.next();
        assertThat(in.float64()).isEqualTo(0.1);
        in.next();
        assertThat(in.int64()).isEqualTo(-2);
        in.next();
        assertThat(in.truth()).isFalse();
        in.next();
        assertThat(in.objectId()).isEqualTo(ID.toHexString());
        in.next();
        assertThat(in.decimal()).isEqualTo(Decimal128.parse("-12.50"));
        in.next();
        assertThat(in.text()).isEqualTo("ä");
        in.next();
        in.enter();
        assertThat(in.next()).isTrue();
        assertThat(in.int32()).isEqualTo(1);
        assertThat(in.next()).isFalse();
        assertThat(in.next()).isTrue();
        assertThat(in.int32()).isEqualTo(3);
    }

    /** Documents within others start in the middle of their array. */
    @Test
    void readsADocumentOutOfAnother() {
        RawBsonDocument whole = raw(new BsonDocument("first", new BsonInt32(1))
                .append("inner", new BsonDocument("name", new BsonString("value"))));
        BsonCursor in = new BsonCursor((RawBsonDocument) whole.get("inner"));
        assertThat(in.next()).isTrue();
        assertThat(in.name().getValue()).isEqualTo("name");
        assertThat(in.text()).isEqualTo("value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "\"\\\u0001\n</", "äöü€😀", "\u2028", ""})
    void copiesTextAsJson(String text) throws Exception {
        BsonCursor in = cursor(new BsonDocument(text, new BsonString(text)));
        in.next();
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (JsonGenerator out = Json.FACTORY.createGenerator(target)) {
            out.writeStartObject();
            out.writeFieldName(in.name());
            in.text(out);
            out.writeEndObject();
        }
        assertThat(Json.read(new ByteArrayInputStream(target.toByteArray()))).isEqualTo(new Document(text, text));
    }

    /** Programs that write into MongoDB past us may store bytes that are no text: answers stay valid UTF-8. */
    @Test
    void replacesWhatIsNoText() throws Exception {
        byte[] broken = {(byte) 'a', (byte) 0xc3, (byte) 'b'};
        ByteBuffer bytes =
                ByteBuffer.allocate(4 + 1 + 2 + 4 + broken.length + 1 + 1).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(bytes.capacity()).put((byte) 2).put((byte) 't').put((byte) 0);
        bytes.putInt(broken.length + 1).put(broken).put((byte) 0).put((byte) 0);
        BsonCursor in = new BsonCursor(new RawBsonDocument(bytes.array()));
        in.next();
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (JsonGenerator out = Json.FACTORY.createGenerator(target)) {
            in.text(out);
        }
        assertThat(target.toString(StandardCharsets.UTF_8)).isEqualTo("\"a\ufffdb\"");
    }

    /** Names with one hash take each other's place and are never taken for each other. */
    @Test
    void tellsNamesOfOneHashApart() {
        for (int i = 0; i < 20_000; i++) {
            String name = Base64.getEncoder().encodeToString(Integer.toString(i).getBytes(StandardCharsets.UTF_8));
            BsonCursor in = cursor(new BsonDocument(name, BsonNull.VALUE)
                    .append("Aa", BsonNull.VALUE)
                    .append("BB", BsonNull.VALUE));
            in.next();
            assertThat(in.name().getValue()).isEqualTo(name);
            in.next();
            assertThat(in.name().getValue()).isEqualTo("Aa");
            in.next();
            assertThat(in.name().getValue()).isEqualTo("BB");
        }
    }

    private static BsonCursor cursor(BsonDocument document) {
        return new BsonCursor(raw(document));
    }

    private static RawBsonDocument raw(BsonDocument document) {
        return new RawBsonDocument(document, new BsonDocumentCodec());
    }
}
