package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.bson.Document;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.xml.OadrReader;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;
import eu.flexcoop.middleware.openadr.vtn.internal.docs.PageSamples;
import eu.flexcoop.middleware.openadr.vtn.internal.docs.SameStructure;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventSource;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.testing.OfficialSchema;

import static org.assertj.core.api.Assertions.assertThat;

/** The samples of docs/openadr-messages.md: a VTN that gets them in their order answers what the page says. */
class MessagesPageTest {
    private static final List<PageSamples> PAGE = PageSamples.of("docs/openadr-messages.md");
    private static final Pattern REST = Pattern.compile("(POST|PATCH|DELETE) /1/dr_events(?:/(\\S+))?");
    private static final Pattern SHELL = Pattern.compile("./flexcoop shell \"ven:(cancel|reregister) (\\S+)\"");
    private static final String ELLIPSIS = "\u2026";
    private static final Peer BOX = TestVtn.box("a");

    private final OadrReader reader = new OadrReader();
    private final OadrWriter writer = new OadrWriter();
    private final SameStructure structure = new SameStructure();

    @AfterAll
    static void stop() {
        TestVtn.closeAll();
    }

    @Test
    void theVtnAnswersAsThePageSays() throws IOException {
        TestVtn vtn = new TestVtn(TestMongo.empty());
        for (Iterator<PageSamples> samples = PAGE.iterator(); samples.hasNext(); ) {
            PageSamples sample = samples.next();
            switch (sample.language()) {
                case "xml" -> {
                    Optional<OadrService> service = OadrService.ofPath(sample.role());
                    if (service.isPresent()) {
                        exchange(vtn, service.get(), sample, samples);
                    } else {
                        assertThat(sample.role()).as("line %d", sample.line()).isEqualTo("envelope");
                    }
                }
                case "json" -> rest(vtn, sample);
                case "sh" -> shell(vtn, sample);
                default -> throw new AssertionError(
                        "Line %d has a sample in %s".formatted(sample.line(), sample.language()));
            }
        }
    }

    @Test
    void everyMessageHasASample() {
        assertThat(PAGE.stream()
                        .filter(sample -> sample.language().equals("xml")
                                && !sample.role().equals("envelope"))
                        .map(sample -> reader.read(envelope(sample.text())).type()))
                .containsAll(Arrays.asList(MessageType.values()));
    }

    /** A sample without an answer after it gets an empty body. */
    private void exchange(TestVtn vtn, OadrService service, PageSamples sample, Iterator<PageSamples> samples) {
        vtn.awaitCurrent();
        byte[] request = valid(structure.real(sample.text()));
        Optional<byte[]> answer = vtn.http(service, BOX, request).payload().map(writer::write);
        if (answer.isEmpty()) {
            return;
        }
        PageSamples expected = samples.next();
        String where = "line %d, where the VTN says%n%s%n"
                .formatted(expected.line(), new String(answer.get(), StandardCharsets.UTF_8));
        assertThat(expected.role()).as(where).isEqualTo("answer");
        structure.check(where, valid(expected.text()), answer.get());
    }

    private byte[] valid(String message) {
        byte[] envelope = envelope(message);
        OfficialSchema.check(envelope);
        OadrPayload payload = reader.read(envelope);
        assertThat(reader.read(writer.write(payload))).isEqualTo(payload);
        return envelope;
    }

    private static byte[] envelope(String message) {
        String envelope = PAGE.stream()
                .filter(sample -> sample.role().equals("envelope"))
                .findFirst()
                .orElseThrow()
                .text();
        assertThat(envelope).contains(ELLIPSIS);
        return envelope.replace(ELLIPSIS, message).getBytes(StandardCharsets.UTF_8);
    }

    /** What an operator does over REST. */
    private void rest(TestVtn vtn, PageSamples sample) {
        EventSource events = vtn.eventSource();
        Matcher request = matcher(REST, sample.role(), sample);
        Document body = Document.parse(sample.text().isBlank() ? "{}" : structure.real(sample.text()));
        switch (request.group(1)) {
            case "POST" -> events.create(TestVtn.ADMIN, body);
            case "PATCH" -> events.change(TestVtn.ADMIN, stored(events, request.group(2)), body);
            default -> events.remove(TestVtn.ADMIN, stored(events, request.group(2)));
        }
    }

    private Document stored(EventSource events, String eventId) {
        SourceQuery query = new SourceQuery(
                new Document("event_id", structure.real(eventId)),
                new Document(),
                new Document("_id", 1),
                0,
                1,
                Duration.ofSeconds(10));
        try (SourceRows rows = events.find(query, TestVtn.ADMIN)) {
            return rows.next().decode(new DocumentCodec());
        }
    }

    /** What an operator does in the shell. */
    private void shell(TestVtn vtn, PageSamples sample) {
        Matcher command = matcher(SHELL, sample.text(), sample);
        VenId ven = new VenId(structure.real(command.group(2)));
        if (command.group(1).equals("cancel")) {
            vtn.administration.cancel(TestVtn.ADMIN, ven);
        } else {
            vtn.administration.requestReregistration(TestVtn.ADMIN, ven);
        }
    }

    private static Matcher matcher(Pattern pattern, String text, PageSamples sample) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.matches()).as("line %d: %s", sample.line(), text).isTrue();
        return matcher;
    }
}
