package eu.flexcoop.middleware.openadr.codec.xml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.xml.CodecException.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

/** Broken and hostile bodies get one clear exception, fast. */
@Timeout(20)
class HostileInputTest {
    private static final String NS = " xmlns='" + OadrReader.NAMESPACE + "'";

    private final OadrReader reader = new OadrReader();

    @Test
    void entitiesAreNotExpanded() {
        StringBuilder laughs = new StringBuilder("<?xml version='1.0'?><!DOCTYPE x [<!ENTITY l0 'lol'>");
        for (int i = 1; i < 12; i++) {
            laughs.append("<!ENTITY l%d '".formatted(i))
                    .append("&l%d;".formatted(i - 1).repeat(10))
                    .append("'>");
        }
        String body = laughs + "]><oadrPoll" + NS + "><venID>&l11;</venID></oadrPoll>";

        assertThat(refused(body).kind()).isEqualTo(Kind.NOT_XML);
        assertThat(refused(body)).hasMessageContaining("document types");
    }

    @Test
    void filesAreNotRead() {
        String body = "<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><oadrPoll" + NS
                + "><venID>&f;</venID></oadrPoll>";
        assertThat(refused(body).kind()).isEqualTo(Kind.NOT_XML);
    }

    @Test
    void undeclaredEntitiesAreAnError() {
        assertThat(refused("<oadrPoll" + NS + "><venID>&nope;</venID></oadrPoll>")
                        .kind())
                .isEqualTo(Kind.NOT_XML);
    }

    @Test
    void depthIsLimitedInKnownAndUnknownElements() {
        String deep = "<oadrPoll" + NS + ">" + "<a>".repeat(100_000);
        assertThat(refused(deep).kind()).isEqualTo(Kind.TOO_LARGE);
        String nested = "<oadrPayload" + NS + ">" + "<oadrSignedObject>".repeat(50);
        assertThat(refused(nested).kind()).isIn(Kind.TOO_LARGE, Kind.UNKNOWN_PAYLOAD);
    }

    @Test
    void lengthIsLimitedBeforeMemoryIsUsed() {
        InputStream endless = new InputStream() {
            private final byte[] start = ("<oadrPoll" + NS + "><venID>").getBytes(StandardCharsets.US_ASCII);
            private int at;

            @Override
            public int read() {
                return at < start.length ? start[at++] : 'x';
            }
        };
        OadrReader small = new OadrReader(CodecOptions.DEFAULT.withMaxBytes(100_000));

        CodecException e = catchThrowableOfType(CodecException.class, () -> small.read(endless));

        assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(e).hasMessage("The body is longer than 100000 bytes");
    }

    @Test
    void textIsLimited() {
        assertThat(refused("<oadrPoll" + NS + "><venID>" + "x".repeat(20_000) + "</venID></oadrPoll>")
                        .kind())
                .isEqualTo(Kind.TOO_LARGE);
    }

    @Test
    void controlCharactersAreRefused() {
        for (String version : new String[] {"1.0", "1.1"}) {
            String start = "<?xml version='" + version + "' encoding='UTF-8'?><oadrPoll" + NS + "><venID>";
            String end = "</venID></oadrPoll>";
            for (String control : new String[] {"&#x7f;", "&#x9b;2J", "\u009b31m", "&#x1b;[2J", "<![CDATA[\u0090]]>"}) {
                Kind expected = version.equals("1.0") && control.contains("1b") ? Kind.NOT_XML : Kind.INVALID;
                assertThat(refused(start + "box" + control + end).kind())
                        .as("%s in XML %s", control, version)
                        .isIn(expected, Kind.NOT_XML);
            }
            assertThat(reader.read((start + " two\tparts\n " + end).getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(new Poll("two\tparts"));
        }
        assertThat(refused("<oadrPoll" + NS + "><venID>a&#x9b;b</venID></oadrPoll>"))
                .hasMessageContaining("holds the control character U+009B");
    }

    /** Woodstox would keep these names: 60 MB. */
    @Test
    void noNameOutlivesItsMessage() {
        long before = used();
        for (int i = 0; i < 60; i++) {
            String name = "x" + i + "y".repeat(1_000_000);
            reader.read(("<oadrPoll" + NS + "><venID>v</venID><" + name + "/></oadrPoll>")
                    .getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(used() - before).isLessThan(30_000_000);
        assertThat(reader.read(("<oadrPoll" + NS + "><venID>v</venID></oadrPoll>").getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(new Poll("v"));
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void manyAttributesAreRefused() {
        StringBuilder body = new StringBuilder("<oadrPoll" + NS);
        for (int i = 0; i < 1000; i++) {
            body.append(" a").append(i).append("='1'");
        }
        assertThat(refused(body.append("/>").toString()).kind()).isEqualTo(Kind.NOT_XML);
    }

    @Test
    void whatIsNoXmlIsSaidToBeNone() {
        for (String body :
                new String[] {"", " ", "hello", "{\"a\":1}", "<", "<a", "\u0000\u0001", "<oadrPoll" + NS + ">"}) {
            assertThat(refused(body).kind()).as(body).isEqualTo(Kind.NOT_XML);
        }
        assertThatThrownBy(() -> reader.read(new byte[] {'<', 'a', '>', (byte) 0xC3, (byte) 0x28, '<', '/', 'a', '>'}))
                .isInstanceOf(CodecException.class);
    }

    @Test
    void otherXmlIsNotOpenadr() {
        assertThat(refused("<html/>").kind()).isEqualTo(Kind.NOT_OPENADR);
        assertThat(refused("<oadrPoll xmlns='http://openadr.org/oadr-2.0a/2012/07'/>")
                        .kind())
                .isEqualTo(Kind.NOT_OPENADR);
        assertThat(refused("<oadrPayload" + NS + "/>").kind()).isEqualTo(Kind.NOT_OPENADR);
        assertThat(refused("<oadrPayload" + NS + "><oadrSignedObject/></oadrPayload>")
                        .kind())
                .isEqualTo(Kind.NOT_OPENADR);
    }

    @Test
    void anUnknownMessageInAGoodEnvelopeIsNamed() {
        CodecException e = refused(
                "<oadrPayload" + NS
                        + "><oadrSignedObject><oadrDance><requestID>1</requestID></oadrDance></oadrSignedObject></oadrPayload>");

        assertThat(e.kind()).isEqualTo(Kind.UNKNOWN_PAYLOAD);
        assertThat(e.root()).contains("oadrDance");
    }

    @Test
    void anErrorSaysWhereAndWhy() {
        CodecException e =
                refused("<oadrPayload" + NS + ">\n<oadrSignedObject>\n<oadrUpdateReport>\n<requestID>r7</requestID>"
                        + "\n<oadrReport>\n<createdDateTime>yesterday</createdDateTime></oadrReport></oadrUpdateReport>"
                        + "</oadrSignedObject></oadrPayload>");

        assertThat(e.kind()).isEqualTo(Kind.INVALID);
        assertThat(e)
                .hasMessage("Line 6, /oadrPayload/oadrSignedObject/oadrUpdateReport/oadrReport/createdDateTime: "
                        + "'yesterday' is no date-time such as 2026-01-31T12:00:00Z");
        assertThat(e.root()).contains("oadrUpdateReport");
        assertThat(e.requestId()).contains("r7");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(refused("<oadrPoll" + NS + "/>")).hasMessage("Line 1, /oadrPoll: venID is missing");
    }

    @Test
    void anEmptyTimeIsNotAnAbsentOne() {
        String body = "<oadrUpdateReport" + NS + "><requestID>r</requestID><oadrReport><intervals><interval>"
                + "<dtstart><date-time/></dtstart></interval></intervals></oadrReport></oadrUpdateReport>";
        assertThat(refused(body).kind()).isEqualTo(Kind.INVALID);
        assertThat(refused(body)).hasMessageContaining("date-time: '' is no date-time");
    }

    @Test
    void anElementWhereTextBelongsIsInvalid() {
        assertThat(refused("<oadrPoll" + NS + "><venID><b/></venID></oadrPoll>").kind())
                .isEqualTo(Kind.INVALID);
    }

    @Test
    void unknownEncodingsAreRefused() {
        assertThat(refused("<?xml version='1.0' encoding='klingon'?><oadrPoll" + NS + "/>")
                        .kind())
                .isEqualTo(Kind.NOT_XML);
    }

    @Test
    void twoMessagesInOneEnvelopeAreRefused() {
        String poll = "<oadrPoll><venID>v</venID></oadrPoll>";
        assertThat(refused("<oadrPayload" + NS + "><oadrSignedObject>" + poll + poll
                                + "</oadrSignedObject></oadrPayload>")
                        .kind())
                .isEqualTo(Kind.INVALID);
    }

    @Test
    void garbageBehindTheMessageIsAnError() {
        assertThat(refused("<oadrPoll" + NS + "><venID>v</venID></oadrPoll><more/>")
                        .kind())
                .isEqualTo(Kind.NOT_XML);
    }

    @Test
    void aBrokenStreamIsAnIoError() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset by peer");
            }
        };
        assertThatThrownBy(() -> reader.read(broken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("reset");
    }

    @Test
    void everyTruncationOfEveryMessageIsRefused() {
        OadrWriter writer = new OadrWriter();
        for (OadrPayload message : Messages.all()) {
            byte[] whole = writer.write(message);
            for (int length = 0; length < whole.length; length += 1 + whole.length / 60) {
                byte[] part = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> reader.read(part)).isInstanceOf(CodecException.class);
            }
        }
    }

    @Test
    void noMutationBringsAnythingButAMessageOrAClearError() {
        Random random = new Random(42);
        OadrWriter writer = new OadrWriter();
        long start = System.nanoTime();
        for (OadrPayload message : Messages.all()) {
            byte[] good = writer.write(message);
            for (int i = 0; i < 200; i++) {
                byte[] mutant = mutate(good.clone(), random);
                try {
                    reader.read(mutant);
                } catch (CodecException e) {
                    assertThat(e).hasMessageMatching("(?s)(Line \\d+, ?[^ ]* ?.*|Line 1: .*|The body is longer.*)");
                } catch (RuntimeException e) {
                    fail("%s for %s".formatted(e, new String(mutant, StandardCharsets.UTF_8)), e);
                }
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }

    private static byte[] mutate(byte[] body, Random random) {
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(body.length);
            switch (random.nextInt(4)) {
                case 0 -> body[at] = (byte) random.nextInt(256);
                case 1 -> body[at] = (byte) "<>/&\"'0:=-".charAt(random.nextInt(10));
                case 2 -> System.arraycopy(body, 0, body, at, Math.min(20, body.length - at));
                default -> body[at] ^= 1;
            }
        }
        return body;
    }

    private CodecException refused(String body) {
        return catchThrowableOfType(CodecException.class, () -> reader.read(body.getBytes(StandardCharsets.UTF_8)));
    }
}
