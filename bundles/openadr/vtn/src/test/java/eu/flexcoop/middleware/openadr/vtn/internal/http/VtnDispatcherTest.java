package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CanceledOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreatedOpt;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.RequestReregistration;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;
import eu.flexcoop.middleware.openadr.vtn.internal.TestMongo;
import eu.flexcoop.middleware.openadr.vtn.internal.TestVtn;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/** No message is answered with nothing by mistake. */
class VtnDispatcherTest {
    private static final Peer BOX = TestVtn.box("a");
    private static final EiResponse OK = EiResponse.ok("r-1");

    private TestVtn vtn;

    @BeforeEach
    void start() throws IOException {
        vtn = new TestVtn(TestMongo.empty());
    }

    private static byte[] body(String message) {
        return ("<oadrPayload xmlns='http://openadr.org/oadr-2.0b/2012/07'><oadrSignedObject>" + message
                        + "</oadrSignedObject></oadrPayload>")
                .getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(MessageType.class)
    void aMessageWithNothingInItIsAnsweredByItsOwnAnswer(MessageType type) {
        OadrService service = type.service().orElse(OadrService.EI_EVENT);

        OadrPayload answer = vtn.http(service, BOX, body("<%s/>".formatted(type.root())))
                .payload()
                .orElseThrow();

        assertThat(answer.type()).isEqualTo(type.answer().orElse(MessageType.RESPONSE));
    }

    @Test
    void anUnknownMessageIsNamed() {
        Response answer =
                (Response) vtn.http(OadrService.EI_EVENT, BOX, body("<oadrDance><requestID>7</requestID></oadrDance>"))
                        .payload()
                        .orElseThrow();

        assertThat(answer.response().code()).isEqualTo("453");
        assertThat(answer.response().description().orElseThrow()).contains("oadrDance");
    }

    @Test
    void aMessageAtAnotherServiceIsToldWhereItBelongs() {
        UpdatedReport report = (UpdatedReport)
                vtn.send(OadrService.EI_EVENT, BOX, new UpdateReport("u-1", List.of(), Optional.empty()));
        assertThat(report.response())
                .isEqualTo(EiResponse.error(
                        "459", "oadrUpdateReport does not belong to EiEvent, send it to EiReport", "u-1"));

        assertThat(((Response) vtn.send(OadrService.EI_OPT, BOX, new Poll("x")))
                        .response()
                        .code())
                .isEqualTo("459");
    }

    @Test
    void aMessageOfAVtnIsRefused() {
        for (OadrPayload message : List.of(
                new DistributeEvent(Optional.empty(), "r-1", "OTHER", List.of()),
                new CreatedOpt(OK, "o"),
                new CanceledOpt(OK, Optional.empty()))) {
            Response answer = (Response) vtn.send(message.type().service().orElseThrow(), BOX, message);
            assertThat(answer.response())
                    .isEqualTo(EiResponse.error(
                            "459", message.type().root() + " is a message of a VTN; a VEN does not send it", "r-1"));
        }
        assertThat(((Response) vtn.send(OadrService.EI_REGISTER_PARTY, BOX, new RequestReregistration("v")))
                        .response()
                        .code())
                .isEqualTo("459");
    }

    @Test
    void onlyAnAcknowledgementGetsAnEmptyAnswer() {
        for (OadrService service : OadrService.values()) { // pyOADR-VEN sends them to the service it was answered by
            assertThat(vtn.http(service, BOX, new Response(OK, Optional.empty())))
                    .isEqualTo(Answer.empty());
            assertThat(vtn.http(service, BOX, new Response(EiResponse.error("459", "?", "r-1"), Optional.empty())))
                    .isEqualTo(Answer.empty());
        }
    }
}
