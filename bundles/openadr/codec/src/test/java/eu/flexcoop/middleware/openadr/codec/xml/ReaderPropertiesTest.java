package eu.flexcoop.middleware.openadr.codec.xml;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

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

    private void read(byte[] body) {
        OadrPayload message;
        try {
            message = reader.read(body);
        } catch (CodecException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(2000);
            return;
        }
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
