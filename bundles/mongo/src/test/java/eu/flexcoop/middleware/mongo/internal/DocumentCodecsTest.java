package eu.flexcoop.middleware.mongo.internal;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.model.Filters;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonInt32;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.UuidRepresentation;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecRegistries;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.io.BasicOutputBuffer;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Our codec of documents writes the bytes that the driver's writes. */
class DocumentCodecsTest {
    private static final CodecRegistry DRIVER = CodecRegistries.withUuidRepresentation(
            MongoClientSettings.getDefaultCodecRegistry(), UuidRepresentation.STANDARD);
    private final CodecRegistry ours = new DocumentCodecs();

    static List<Object> values() {
        return Arrays.asList(
                "text",
                "ä\u0001",
                1.5,
                Double.NaN,
                new Date(1),
                new ObjectId(),
                1,
                2L,
                true,
                null,
                new Document("a", new Document("_id", 1).append("b", List.of(1, "x", new Document()))),
                Arrays.asList(1, null, List.of()),
                Map.of("k", new Document("n", 1)),
                UUID.randomUUID(),
                new Decimal128(new BigDecimal("1.25")),
                new Binary(new byte[] {1, 2}),
                new byte[] {3},
                Instant.ofEpochMilli(5),
                1.5f,
                'c',
                new BsonInt32(1),
                new BsonTimestamp(1, 2),
                RawBsonDocument.parse("{\"raw\": [1]}"),
                Filters.and(Filters.eq("a", 1), Filters.gt("b", new Date(2))),
                java.util.regex.Pattern.compile("^a"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void writesTheBytesOfTheDriver(Object value) {
        Document document = new Document("before", value).append("_id", value).append("after", value);
        for (boolean collectible : new boolean[] {true, false}) {
            EncoderContext context = EncoderContext.builder()
                    .isEncodingCollectibleDocument(collectible)
                    .build();
            assertThat(bytes(ours.get(Document.class), document, context))
                    .isEqualTo(bytes(DRIVER.get(Document.class), document, context));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsWhatItWrote(boolean direct) {
        UUID id = UUID.randomUUID();
        Document document = new Document("_id", id).append("list", List.of(1, new Document("t", "x")));
        byte[] bytes = bytes(
                ours.get(Document.class), document, EncoderContext.builder().build());
        try (BsonBinaryReader reader = new BsonBinaryReader(java.nio.ByteBuffer.wrap(bytes))) {
            assertThat((direct ? ours : DRIVER)
                            .get(Document.class)
                            .decode(reader, DecoderContext.builder().build()))
                    .isEqualTo(document);
        }
    }

    private static byte[] bytes(Codec<Document> codec, Document document, EncoderContext context) {
        try (BasicOutputBuffer out = new BasicOutputBuffer();
                BsonBinaryWriter writer = new BsonBinaryWriter(out)) {
            codec.encode(writer, document, context);
            return out.toByteArray();
        }
    }
}
