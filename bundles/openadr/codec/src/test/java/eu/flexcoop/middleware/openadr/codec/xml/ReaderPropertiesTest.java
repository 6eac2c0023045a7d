package eu.flexcoop.middleware.openadr.codec.xml;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.management.ThreadMXBean;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * For every input the reader gives a message or throws {@link CodecException}; what it accepts can be written and read again,
 * unless a target of it holds what OpenADR has no element for.
 */
class ReaderPropertiesTest {
    private static final List<String> ELEMENTS = elements();
    private static final String START = "<oadrPayload xmlns='%s'><oadrSignedObject>".formatted(OadrReader.NAMESPACE);
    private static final String END = "</oadrSignedObject></oadrPayload>";

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** Above what any message takes, to start a parser included. */
    private static final long MOST_BYTES = 2_000_000;

    private static final long MOST_BYTES_PER_BYTE = 100;
    /** For the first message too, and far from what a message takes. */
    private static final Duration NO_HANG = Duration.ofSeconds(10);

    private final OadrReader reader = new OadrReader();
    private final OadrWriter writer = new OadrWriter();

    /** The names of all elements that messages of all types hold. */
    private static List<String> elements() {
        OadrWriter writer = new OadrWriter();
        Pattern name = Pattern.compile("<\\w+:([\\w-]+)");
        return Messages.all().stream()
                .map(message -> new String(writer.write(message), StandardCharsets.UTF_8))
                .flatMap(text -> name.matcher(text).results().map(found -> found.group(1)))
                .distinct()
                .toList();
    }

    @Property(tries = 2000)
    void anyBytes(@ForAll byte[] body) {
        read(body);
    }

    @Property(tries = 2000)
    void anyElementsInAnyOrder(@ForAll("messages") String body) {
        read(body.getBytes(StandardCharsets.UTF_8));
    }

    /** Real messages in which some texts are replaced. */
    @Property(tries = 2000)
    void anyTextInAnyElement(@ForAll("changedMessages") String body) {
        read(body.getBytes(StandardCharsets.UTF_8));
    }

    /** A little of the body, over and over: what a reader may do in quadratic time or with much memory. */
    @Property(tries = 500)
    void anyPartAThousandTimes(
            @ForAll("changedMessages") String body, @ForAll int at, @ForAll @IntRange(max = 100) int length) {
        int from = Math.floorMod(at, body.length());
        int to = Math.min(body.length(), from + length);
        read((body.substring(0, to) + body.substring(from, to).repeat(1000) + body.substring(to))
                .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void commentsBetweenTheCharactersOfAText() {
        String text = "x<!---->".repeat(CodecOptions.DEFAULT.maxText());
        read((START + element("oadrPoll", element("venID", text)) + END).getBytes(StandardCharsets.UTF_8));
    }

    private void read(byte[] body) {
        long cpu = THREADS.getCurrentThreadCpuTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        Optional<OadrPayload> message = message(body);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - allocated)
                .as("bytes allocated")
                .isLessThan(MOST_BYTES + MOST_BYTES_PER_BYTE * body.length);
        assertThat(Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - cpu))
                .as("CPU time")
                .isLessThan(NO_HANG);
        message.ifPresent(this::writeAndRead);
    }

    private Optional<OadrPayload> message(byte[] body) {
        try {
            return Optional.of(reader.read(body));
        } catch (CodecException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(2000);
            return Optional.empty();
        }
    }

    private void writeAndRead(OadrPayload message) {
        byte[] again;
        try {
            again = writer.write(message);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("is no target of OpenADR");
            return;
        }
        assertThat(reader.read(again).type()).isEqualTo(message.type());
    }

    @Provide
    Arbitrary<String> messages() {
        Arbitrary<String> root = Arbitraries.of(MessageType.values()).map(MessageType::root);
        return Combinators.combine(root, trees(4).list().ofMaxSize(5))
                .as((name, children) -> START + element(name, String.join("", children)) + END);
    }

    private static Arbitrary<String> trees(int depth) {
        Arbitrary<String> name = Arbitraries.of(ELEMENTS);
        Arbitrary<String> leaf = Combinators.combine(name, texts()).as(ReaderPropertiesTest::element);
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<String> inner = Combinators.combine(
                        name, trees(depth - 1).list().ofMaxSize(4))
                .as((tag, children) -> element(tag, String.join("", children)));
        return Arbitraries.frequencyOf(Tuple.of(1, leaf), Tuple.of(2, inner));
    }

    @Provide
    Arbitrary<String> changedMessages() {
        return Combinators.combine(
                        Arbitraries.of(Messages.all()),
                        texts().list().ofMinSize(1).ofMaxSize(4),
                        Arbitraries.integers().between(1, 40))
                .as((message, texts, distance) ->
                        change(new String(new OadrWriter().write(message), StandardCharsets.UTF_8), texts, distance));
    }

    private static String change(String xml, List<String> texts, int distance) {
        Matcher text = Pattern.compile(">[^<]+<").matcher(xml);
        int[] at = {0};
        return text.replaceAll(found -> {
            int n = at[0]++;
            boolean changed = n % distance == 0;
            return Matcher.quoteReplacement(
                    changed ? '>' + texts.get(n / distance % texts.size()) + '<' : found.group());
        });
    }

    private static String element(String name, String content) {
        return "<%s>%s</%s>".formatted(name, content, name);
    }

    /** Values as they occur, values at the edges, and arbitrary characters. */
    private static Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        3,
                        Arbitraries.of(
                                "",
                                "0",
                                "-1",
                                "4294967295",
                                "4294967296",
                                "99999999999999999999",
                                "NaN",
                                "-INF",
                                "1e999",
                                "true",
                                "optIn",
                                "far",
                                "2026-01-31T12:00:00Z",
                                "2026-01-31T24:00:00",
                                "9999-12-31T24:00:00Z",
                                "0000-01-01T00:00:00-18:00",
                                "PT15M",
                                "P1DT",
                                "-P999999999Y",
                                "PT999999999S",
                                "&#x10FFFF;",
                                "<![CDATA[]]>")),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(60).map(text -> text.replace("&", "&amp;")
                        .replace("<", "&lt;"))));
    }
}
