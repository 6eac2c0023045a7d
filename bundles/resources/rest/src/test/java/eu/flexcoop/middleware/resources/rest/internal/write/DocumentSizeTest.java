package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.bson.types.Binary;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DocumentSizeTest {
    static Stream<Document> documents() {
        return Stream.of(
                new Document("text", "x".repeat(1000)),
                new Document("text", "€".repeat(500)),
                new Document("€".repeat(100), "😀".repeat(300)),
                new Document("list", Collections.nCopies(300, 1)),
                new Document("list", Collections.nCopies(300, null)),
                new Document("inner", new Document("list", List.of(List.of(), new Document("a", 1.5)))),
                new Document("bytes", new Binary(new byte[2000])),
                new Document());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void acceptsTheLimitAndRefusesOneByteMore(Document document) {
        int bytes = bytes(document);
        assertThatCode(() -> new DocumentSize(bytes).require(document)).doesNotThrowAnyException();
        assertThatThrownBy(() -> new DocumentSize(bytes - 1).require(document))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(413));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1,1,1,1]",
                "[[],[],[]]",
                "[{},{}]",
                "['','']",
                "[null,null]",
                "{'a':{'b':{'c':1}}}",
                "[1.5,true]"
            })
    void jsonGrowsByLessThanIsAssumed(String json) {
        String many = "{'v':[" + String.join(",", Collections.nCopies(20_000, json)) + "]}";
        int bytes = bytes((Document) Json.read(many.replace('\'', '"'), "test"));
        assertThat(new DocumentSize(bytes - 1).allowsAllOf(many.length())).isFalse();
    }

    private static int bytes(Document document) {
        try (BasicOutputBuffer out = new BasicOutputBuffer();
                BsonBinaryWriter writer = new BsonBinaryWriter(out)) {
            new DocumentCodec()
                    .encode(writer, document, EncoderContext.builder().build());
            return out.getPosition();
        }
    }
}
