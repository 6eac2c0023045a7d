package eu.flexcoop.middleware.openadr.codec.xml;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Poll;

import static org.assertj.core.api.Assertions.assertThat;

class RoundTripTest {
    private final OadrReader reader = new OadrReader();
    private final OadrWriter writer = new OadrWriter();

    static List<OadrPayload> messages() {
        return Messages.all();
    }

    @ParameterizedTest
    @MethodSource("messages")
    void whatIsWrittenIsReadBackTheSame(OadrPayload message) {
        assertThat(reader.read(writer.write(message))).isEqualTo(message);
    }

    /** As avob's VEN and VTN send unsigned messages. */
    @ParameterizedTest
    @MethodSource("messages")
    void noMessageNeedsTheEnvelope(OadrPayload message) {
        String xml = new String(writer.write(message), StandardCharsets.UTF_8);
        Matcher parts = Pattern.compile(
                        "<oadr:oadrPayload( [^>]*)><oadr:oadrSignedObject>(<[\\w:]+)(.*)</oadr:oadrSignedObject></oadr:oadrPayload>",
                        Pattern.DOTALL)
                .matcher(xml);
        assertThat(parts.find()).isTrue();
        String bare = parts.group(2) + parts.group(1) + parts.group(3);

        assertThat(reader.read(bare.getBytes(StandardCharsets.UTF_8))).isEqualTo(message);
    }

    @Test
    void randomMeasurementsSurvive() {
        Random random = new Random(20261124);
        for (int i = 0; i < 300; i++) {
            OadrPayload message = Messages.random(random);
            assertThat(reader.read(writer.write(message))).isEqualTo(message);
        }
    }

    @Test
    void onePairServesManyThreads() {
        List<OadrPayload> all = messages();
        assertThat(IntStream.range(0, 2000).parallel().allMatch(i -> {
                    OadrPayload message = all.get(i % all.size());
                    return reader.read(writer.write(message)).equals(message);
                }))
                .isTrue();
    }

    @Test
    void theWriterLeavesTheStreamOpen() throws IOException {
        boolean[] closed = new boolean[1];
        ByteArrayOutputStream out = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        writer.write(new Poll("ven-1"), out);
        assertThat(closed[0]).isFalse();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("<ei:venID>ven-1</ei:venID>");
    }

    @Test
    void charactersThatXmlCannotHoldAreReplaced() {
        assertThat(reader.read(writer.write(new Poll("a\u0000b")))).isEqualTo(new Poll("a\uFFFDb"));
    }
}
