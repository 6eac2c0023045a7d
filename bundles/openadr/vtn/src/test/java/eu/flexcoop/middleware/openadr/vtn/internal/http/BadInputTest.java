package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.vtn.internal.TestMongo;
import eu.flexcoop.middleware.openadr.vtn.internal.TestVtn;
import eu.flexcoop.middleware.openadr.vtn.internal.docs.PageSamples;
import eu.flexcoop.middleware.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Whatever comes, from the request to the bytes of the answer, gets the code of the protocol or a 4xx. */
@Timeout(120)
class BadInputTest {
    private static final TestCertificate BOX = TestCertificate.ec("a");
    private static final String NS = "xmlns='http://openadr.org/oadr-2.0b/2012/07'";
    private static final String XML = "application/xml";

    private static TestVtn vtn;
    private static VtnHandler handler;
    private static String venId;
    private static String foreignVenId;

    @BeforeAll
    static void start() throws IOException {
        vtn = new TestVtn(TestMongo.empty());
        handler = new VtnHandler(vtn.dispatcher, vtn.messages, TestVtn::identify, false);
        venId = register("a");
        foreignVenId = register("b");
    }

    @AfterAll
    static void stop() {
        TestVtn.closeAll();
    }

    private static String register(String name) {
        CreatePartyRegistration create = new CreatePartyRegistration(
                "r",
                Optional.empty(),
                Optional.empty(),
                "2.0b",
                "simpleHttp",
                Optional.empty(),
                false,
                false,
                Optional.of(name),
                Optional.of(true));
        return ((CreatedPartyRegistration) vtn.send(OadrService.EI_REGISTER_PARTY, TestVtn.box(name), create))
                .venId()
                .orElseThrow();
    }

    private static RecordedExchange post(String service, String type, byte[] body, TestCertificate client)
            throws IOException {
        RecordedExchange exchange = new RecordedExchange(
                "POST", service, type, body, Optional.ofNullable(client).map(TestCertificate::certificate));
        handler.handle(exchange);
        return exchange;
    }

    private static String envelope(String message) {
        return "<oadrPayload " + NS + "><oadrSignedObject>" + message + "</oadrSignedObject></oadrPayload>";
    }

    static Stream<Arguments> bodies() {
        String poll = "<oadrPoll><venID>v</venID></oadrPoll>";
        return Stream.of(
                arguments("OadrPoll", "", 400, "the body is empty|Unexpected EOF"),
                arguments("OadrPoll", "hello", 400, "Line 1"),
                arguments("OadrPoll", "{\"venID\":1}", 400, "Line 1"),
                arguments("OadrPoll", "<", 400, "Line 1"),
                arguments("OadrPoll", "<oadrPoll " + NS + "><venID>v</venID>", 400, "Line 1"),
                arguments("OadrPoll", envelope(poll).substring(0, 90), 400, "Line 1"),
                arguments("OadrPoll", envelope(poll) + "<x/>", 400, "Line 1"),
                arguments("OadrPoll", "<?xml version='1.0' encoding='klingon'?>" + envelope(poll), 400, "Line 1"),
                arguments("OadrPoll", "<html/>", 400, "namespace"),
                arguments("OadrPoll", "<oadrPoll xmlns='http://openadr.org/oadr-2.0a/2012/07'/>", 400, "namespace"),
                arguments("OadrPoll", "<oadrDance " + NS + "/>", 400, "no message"),
                arguments("OadrPoll", "<oadrPayload " + NS + "/>", 400, "no message"),
                arguments("OadrPoll", envelope(""), 400, "no message"),
                arguments(
                        "OadrPoll",
                        "<!DOCTYPE x [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><oadrPoll " + NS
                                + "><venID>&b;</venID></oadrPoll>",
                        400,
                        "document types"),
                arguments(
                        "OadrPoll",
                        "<!DOCTYPE x SYSTEM 'file:///etc/passwd'><oadrPoll " + NS + "/>",
                        400,
                        "document types"),
                arguments("OadrPoll", "<oadrPoll " + NS + "><venID>&x;</venID></oadrPoll>", 400, "Line 1"),
                arguments("OadrPoll", envelope("<a>".repeat(60)), 200, ">453<"),
                arguments("OadrPoll", envelope("<oadrPoll>" + "<a>".repeat(60)), 413, "nested deeper"),
                arguments("OadrPoll", envelope("<oadrPoll><venID>" + "x".repeat(20_000)), 413, "longer than"),
                arguments("OadrPoll", "<oadrPoll " + NS + ">" + " ".repeat(1_000_000), 413, "longer than"),
                arguments("OadrPoll", envelope("<oadrDance/>"), 200, "oadrResponse.*>453<"),
                arguments("OadrPoll", envelope("<oadrPoll/>"), 200, "oadrResponse.*>454<.*venID is missing"),
                arguments("OadrPoll", envelope(poll + poll), 200, "oadrResponse.*>454<.*second message"),
                arguments(
                        "OadrPoll",
                        "<oadrPayload " + NS + "><oadrSignedObject>" + poll
                                + "</oadrSignedObject><Signature/></oadrPayload>",
                        200,
                        "oadrResponse.*>454<.*before what it signs"),
                arguments(
                        "OadrPoll",
                        "<oadrPayload " + NS + "><Signature/><oadrSignedObject>" + poll
                                + "</oadrSignedObject></oadrPayload>",
                        200,
                        "oadrResponse.*>454<.*one ds:Signature"),
                arguments("EiEvent", envelope(poll), 200, "oadrResponse.*>459<.*OadrPoll"),
                arguments("OadrPoll", envelope("<oadrPoll><venID>FOREIGN</venID></oadrPoll>"), 200, ">463<"),
                arguments("OadrPoll", envelope("<oadrPoll><venID> </venID></oadrPoll>"), 200, ">463<"),
                arguments(
                        "EiEvent",
                        envelope("<oadrRequestEvent><eiRequestEvent><requestID>q</requestID><venID>FOREIGN</venID>"
                                + "</eiRequestEvent></oadrRequestEvent>"),
                        200,
                        "oadrDistributeEvent.*>463<.*>q<"),
                arguments(
                        "EiEvent",
                        envelope("<oadrCreatedEvent><eiCreatedEvent><eiResponse><responseCode>200</responseCode>"
                                + "<requestID>q</requestID></eiResponse><eventResponses><eventResponse>"
                                + "<responseCode>200</responseCode><requestID>d</requestID><qualifiedEventID>"
                                + "<eventID>nobodys</eventID><modificationNumber>0</modificationNumber>"
                                + "</qualifiedEventID><optType>optIn</optType></eventResponse></eventResponses>"
                                + "<venID>OWN</venID></eiCreatedEvent></oadrCreatedEvent>"),
                        200,
                        "oadrResponse.*>452<"),
                arguments(
                        "EiRegisterParty",
                        envelope("<oadrCancelPartyRegistration><requestID>q</requestID>"
                                + "<registrationID>nobodys</registrationID><venID>OWN</venID>"
                                + "</oadrCancelPartyRegistration>"),
                        200,
                        "oadrCanceledPartyRegistration.*>452<"),
                arguments(
                        "EiRegisterParty",
                        envelope("<oadrCreatePartyRegistration><requestID>q</requestID><venID>FOREIGN</venID>"
                                + "<oadrProfileName>2.0b</oadrProfileName>"
                                + "<oadrTransportName>simpleHttp</oadrTransportName>"
                                + "<oadrReportOnly>false</oadrReportOnly><oadrXmlSignature>false</oadrXmlSignature>"
                                + "<oadrHttpPullModel>true</oadrHttpPullModel></oadrCreatePartyRegistration>"),
                        200,
                        "oadrCreatedPartyRegistration.*>463<"),
                arguments(
                        "EiOpt",
                        envelope("<oadrCancelOpt><requestID/><optID>nobodys</optID><venID>OWN</venID></oadrCancelOpt>"),
                        200,
                        "oadrCanceledOpt.*>452<"),
                arguments(
                        "EiReport",
                        envelope("<oadrCancelReport><requestID>q</requestID><reportRequestID>nobodys</reportRequestID>"
                                + "<reportToFollow>false</reportToFollow><venID>OWN</venID></oadrCancelReport>"),
                        200,
                        "oadrCanceledReport.*>452<"),
                arguments(
                        "EiEvent",
                        envelope("<oadrDistributeEvent><requestID>q</requestID><vtnID>x</vtnID>"
                                + "</oadrDistributeEvent>"),
                        200,
                        "oadrResponse.*>459<"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void getsItsCode(String service, String body, int status, String answer) throws IOException {
        String sent = body.replace("FOREIGN", foreignVenId).replace("OWN", venId);

        RecordedExchange exchange = post(service, XML, sent.getBytes(StandardCharsets.UTF_8), BOX);

        assertThat(exchange.status).as(exchange.body).isEqualTo(status);
        assertThat(exchange.body).containsPattern("(?s)" + answer);
        if (status != 200) {
            assertThat(exchange.contentType).startsWith("text/plain");
            assertThat(exchange.body.lines()).hasSize(1);
        }
    }

    @Test
    void bytesThatAreNoTextAreNoXml() throws IOException {
        byte[][] bodies = {
            {0}, {(byte) 0xff, (byte) 0xfe}, {'<', 'a', '>', (byte) 0xc3, '(', '<'}, {(byte) 0xfe, (byte) 0xff, 0}
        };
        for (byte[] body : bodies) {
            assertThat(post("OadrPoll", XML, body, BOX).status).isEqualTo(400);
        }
    }

    @Test
    void whoIsNoVenOfOursIsTurnedAway() throws IOException {
        byte[] poll = envelope("<oadrPoll><venID>%s</venID></oadrPoll>".formatted(venId))
                .getBytes(StandardCharsets.UTF_8);

        assertThat(post("OadrPoll", XML, poll, null).status).isEqualTo(403);
        assertThat(post("OadrPoll", XML, poll, TestCertificate.ec("stranger")).status)
                .isEqualTo(403);
        assertThat(post("OadrPoll", XML, poll, TestCertificate.ec("b")).body).contains(">463<");
        assertThat(post("OadrPoll", "application/json", poll, BOX).status).isEqualTo(415);
        assertThat(post("oadrpoll", XML, poll, BOX).status).isEqualTo(404);
        for (String type : new String[] {"text/xml", "TEXT/XML; charset=UTF-8", "text/plain", null}) {
            assertThat(post("OadrPoll", type, poll, BOX).status).isEqualTo(200);
        }
    }

    /** Messages with changed bytes at every service: whatever they say now, it is an answer, a 4xx, and soon. */
    @Test
    void noMutationEndsInAnErrorOfTheServer() throws IOException {
        List<PageSamples> page = PageSamples.of("docs/openadr-messages.md");
        String envelope = page.stream()
                .filter(sample -> sample.role().equals("envelope"))
                .findFirst()
                .orElseThrow()
                .text();
        List<PageSamples> messages = page.stream()
                .filter(sample -> OadrService.ofPath(sample.role()).isPresent())
                .toList();
        assertThat(messages).hasSizeGreaterThan(10);
        Random random = new Random(11);
        for (int i = 0; i < 1500; i++) {
            PageSamples message = messages.get(random.nextInt(messages.size()));
            String service = message.role();
            byte[] body = mutated(envelope.replace("\u2026", message.text()).getBytes(StandardCharsets.UTF_8), random);

            RecordedExchange exchange = post(service, XML, body, BOX);

            assertThat(exchange.status)
                    .as("%s: %s", service, new String(body, StandardCharsets.UTF_8))
                    .isBetween(200, 499);
        }
    }

    private static byte[] mutated(byte[] body, Random random) {
        for (int n = random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(body.length);
            switch (random.nextInt(4)) {
                case 0 -> body[at] = (byte) random.nextInt(256);
                case 1 -> body[at] = (byte) "<>/&\"'0:=-9PT".charAt(random.nextInt(13));
                case 2 -> System.arraycopy(body, 0, body, at, Math.min(30, body.length - at));
                default -> body[at] ^= 1;
            }
        }
        return body;
    }
}
