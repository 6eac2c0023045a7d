package eu.flexcoop.middleware.itests;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;

import eu.flexcoop.middleware.box.BoxFolder;
import eu.flexcoop.middleware.box.BoxKeys;
import eu.flexcoop.middleware.box.BoxSettings;
import eu.flexcoop.middleware.box.Enrolment;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CanceledOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreatedOpt;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CanceledPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CanceledReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;
import eu.flexcoop.middleware.openadr.codec.xml.OadrReader;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;
import eu.flexcoop.middleware.testing.OfficialSchema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A VEN without a will of its own: it sends what a test tells it, over mutual TLS with a certificate of the middleware. All that it
 * receives must be valid.
 */
final class TestVen {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final OadrReader READER = new OadrReader();
    private static final OadrWriter WRITER = new OadrWriter();

    private final String account;
    private final SSLContext tls;
    private final HttpClient http;
    private URI vtn;
    private String venId = "";
    private String registrationId = "";

    private TestVen(String account, BoxFolder folder) {
        this.account = account;
        tls = BoxKeys.tls(folder);
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .sslContext(tls)
                .build();
        vtn = folder.settings().vtn();
    }

    /** A VEN of an account of its own. */
    static TestVen enrol(Middleware middleware, String name) throws Exception {
        String account = UUID.randomUUID().toString();
        return enrol(
                middleware.http("/"),
                middleware.vtn(),
                middleware.data().resolve("vens/" + account),
                account,
                name,
                middleware.prosumerToken(account));
    }

    static TestVen enrol(URI authority, URI vtn, Path path, String account, String name, String token)
            throws IOException, InterruptedException {
        BoxFolder folder = new BoxFolder(path);
        new Enrolment(authority)
                .enrol(folder, new BoxSettings(name, account, Household.AGGREGATOR, "House", vtn, "", true), token);
        return new TestVen(account, folder);
    }

    /** Talks to that node from now on. */
    TestVen at(URI node) {
        vtn = node;
        return this;
    }

    String account() {
        return account;
    }

    /** With its own certificate and the authorities that it trusts. */
    SSLContext tls() {
        return tls;
    }

    String id() {
        return venId;
    }

    String registrationId() {
        return registrationId;
    }

    VenMessages messages() {
        return new VenMessages(venId);
    }

    /** Registers anew, as the first time, and keeps the ids. */
    CreatedPartyRegistration register() throws Exception {
        return register(VenMessages.registration(Optional.empty(), Optional.empty()));
    }

    CreatedPartyRegistration register(CreatePartyRegistration registration) throws Exception {
        CreatedPartyRegistration created = ask(CreatedPartyRegistration.class, registration);
        assertThat(created.response().code()).isEqualTo("200");
        venId = created.venId().orElseThrow();
        registrationId = created.registrationId().orElseThrow();
        return created;
    }

    /** Registers and takes note of the VTN's reports, so that nothing waits. */
    TestVen join() throws Exception {
        register();
        RegisterReport offer = awaitPolled(RegisterReport.class);
        assertThat(code(messages().registeredReport(offer))).isEqualTo("200");
        return this;
    }

    OadrPayload poll() throws Exception {
        return ask(OadrPayload.class, new Poll(venId));
    }

    /** Polls until that message comes; what comes before it is lost. */
    <T extends OadrPayload> T awaitPolled(Class<T> type) {
        return awaitPolled(type, SOON);
    }

    private <T extends OadrPayload> T awaitPolled(Class<T> type, Duration patience) {
        return type.cast(await(type.getSimpleName() + " for " + venId)
                .atMost(patience)
                .pollInterval(Duration.ofMillis(100))
                .until(this::poll, type::isInstance));
    }

    /** Polls until events come, and checks that nothing else does. */
    DistributeEvent awaitEvents() {
        return awaitEvents(SOON);
    }

    DistributeEvent awaitEvents(Duration patience) {
        return awaitPolled(DistributeEvent.class, patience);
    }

    void assertNothingWaits() throws Exception {
        assertThat(poll()).isInstanceOf(Response.class);
    }

    /** The code of the answer to a message. */
    String code(OadrPayload message) throws Exception {
        return response(ask(OadrPayload.class, message)).code();
    }

    /** Sends a message that is answered by an empty body. */
    void tell(OadrPayload message) throws Exception {
        assertThat(send(message).body()).isEmpty();
    }

    <T extends OadrPayload> T ask(Class<T> answer, OadrPayload message) throws Exception {
        byte[] body = send(message).body();
        OfficialSchema.check(body);
        OadrPayload payload = READER.read(body);
        assertThat(payload).as("answer to %s", message.type().root()).isInstanceOf(answer);
        return answer.cast(payload);
    }

    private HttpResponse<byte[]> send(OadrPayload message) throws IOException, InterruptedException {
        OadrService service = message.type().service().orElse(OadrService.EI_REGISTER_PARTY);
        byte[] body = WRITER.write(message);
        OfficialSchema.check(body);
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(vtn.resolve("/OpenADR2/Simple/2.0b/" + service.path()))
                        .header("Content-Type", "application/xml")
                        .timeout(Duration.ofSeconds(30))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode())
                .as(() -> new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return answer;
    }

    private static EiResponse response(OadrPayload answer) {
        return switch (answer.type()) {
            case RESPONSE -> ((Response) answer).response();
            case CREATED_PARTY_REGISTRATION -> ((CreatedPartyRegistration) answer).response();
            case CANCELED_PARTY_REGISTRATION -> ((CanceledPartyRegistration) answer).response();
            case DISTRIBUTE_EVENT -> ((DistributeEvent) answer).response().orElseThrow();
            case CREATED_EVENT -> ((CreatedEvent) answer).response();
            case REGISTERED_REPORT -> ((RegisteredReport) answer).response();
            case CREATED_REPORT -> ((CreatedReport) answer).response();
            case UPDATED_REPORT -> ((UpdatedReport) answer).response();
            case CANCELED_REPORT -> ((CanceledReport) answer).response();
            case CREATED_OPT -> ((CreatedOpt) answer).response();
            case CANCELED_OPT -> ((CanceledOpt) answer).response();
            default -> throw new AssertionError(answer.type() + " has no response code");
        };
    }
}
