package eu.flexcoop.middleware.openadr.vtn.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;
import eu.flexcoop.middleware.openadr.vtn.internal.http.Answer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ReportTest extends ReportFixture {
    @Test
    void unsolicitedReportsOfOldBoxesAreTakenAndOthersNot() {
        assertThat(update(measurement("0", "a", 1)).response().code()).isEqualTo("200");
        assertThat(update(measurement("made-up", "a", 1)).response().code()).isEqualTo("452");
        assertThat(vtn.intake.stored).hasSize(1);
    }

    @Test
    void aReportOfAnotherBoxesSubscriptionIsRefused() {
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"));
        String id = requestIdOf("S1");
        Peer other = TestVtn.box("b");
        vtn.register(other);

        UpdatedReport answer = (UpdatedReport) vtn.send(
                OadrService.EI_REPORT,
                other,
                new UpdateReport("u", List.of(measurement(id, "a", 1)), Optional.empty()));

        assertThat(answer.response().code()).isEqualTo("452");
    }

    @Test
    void aReportMustBeTheOneThatWasRequested() {
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"), metadata("S2", "METADATA_TELEMETRY_USAGE", "b"));
        String id = requestIdOf("S1");

        assertThat(update(measurement(id, "S1", "a", 1), measurement(id, "S2", "b", 1))
                        .response())
                .satisfies(response -> {
                    assertThat(response.code()).isEqualTo("452");
                    assertThat(response.description().orElseThrow())
                            .contains(id, "is a request for reportSpecifierID 'S1', not for 'S2'");
                });
        assertThat(vtn.intake.stored).isEmpty();

        assertThat(update(measurement(id, "", "a", 1)).response().code()).isEqualTo("200");
        assertThat(update(measurement("0", "S2", "b", 1)).response().code()).isEqualTo("200");
    }

    @Test
    void whatCannotBeStoredIsNotAcknowledged() {
        vtn.intake.away = true;

        Answer answer = vtn.http(
                OadrService.EI_REPORT, BOX, new UpdateReport("u", List.of(measurement("0", "a", 1)), Optional.empty()));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.payload()).isEmpty();
    }

    @Test
    void whatIsNotStoredIsAnErrorThatNamesTheRIds() {
        vtn.intake.unknown = Set.of("x");
        assertThat(update(measurement("0", "x", 1)).response().code()).isEqualTo("452");

        EiResponse partly =
                update(measurement("0", "x", 1), measurement("0", "a", 1)).response();

        assertThat(partly.code()).isEqualTo("452");
        assertThat(partly.requestId()).isEqualTo("u");
        assertThat(partly.description().orElseThrow())
                .contains("x (never registered)", "all other values, 1, are stored");
        assertThat(vtn.intake.stored).hasSize(1);

        vtn.intake.unknown = Set.of();
        vtn.intake.refused = Map.of("x", "its value at T is NaN");
        assertThat(update(measurement("0", "x", Double.NaN), measurement("0", "a", 1))
                        .response())
                .satisfies(response -> {
                    assertThat(response.code()).isEqualTo("454");
                    assertThat(response.description().orElseThrow()).contains("x (its value at T is NaN)");
                });
    }

    @Test
    void messagesOnTheWrongServiceAndUnreadableOnesGetTheRightAnswer() {
        OadrPayload wrong = vtn.send(OadrService.EI_EVENT, BOX, new UpdateReport("u", List.of(), Optional.empty()));
        assertThat(wrong).isInstanceOfSatisfying(UpdatedReport.class, answer -> {
            assertThat(answer.response().code()).isEqualTo("459");
            assertThat(answer.response().requestId()).isEqualTo("u");
        });
        assertThat(http("no xml").status()).isEqualTo(400);
        assertThat(http("<html/>").status()).isEqualTo(400);
        assertThat(http("x".repeat(2_000_000)).status()).isIn(400, 413);
        String ns = "<o:oadrPayload xmlns:o='http://openadr.org/oadr-2.0b/2012/07'><o:oadrSignedObject>%s"
                + "</o:oadrSignedObject></o:oadrPayload>";
        assertThat(http(ns.formatted("<o:oadrDance/>")).payload())
                .containsInstanceOf(Response.class)
                .get()
                .extracting(payload -> ((Response) payload).response().code())
                .isEqualTo("453");
        assertThat(http(ns.formatted(
                                "<o:oadrUpdateReport><o:requestID>7</o:requestID><o:oadrReport/></o:oadrUpdateReport>"))
                        .payload()
                        .orElseThrow())
                .isInstanceOfSatisfying(UpdatedReport.class, answer -> {
                    assertThat(answer.response().code()).isEqualTo("454");
                    assertThat(answer.response().requestId()).isEqualTo("7");
                });
    }

    private Answer http(String body) {
        return vtn.http(OadrService.EI_REPORT, BOX, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aReportCostsNoQueryBesideItsSamples() {
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"));
        Report report = measurement(requestIdOf("S1"), "a", 1);
        vtn.awaitCurrent();

        await("the change stream to bring the report request")
                .until(() -> mongo.commandsDuring(() -> update(report)) == 0);
    }

    @Test
    void samplesAreUnderstoodByTheLatestRegistrationOnEachNode() {
        TestVtn other = new TestVtn(mongo);
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"));
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a", "b"));
        UpdateReport report = new UpdateReport("u", List.of(measurement("0", "a", 1)), Optional.empty());
        other.awaitCurrent();

        await("the change stream to bring the registration to the other node").until(() -> {
            other.send(OadrService.EI_REPORT, BOX, report);
            return other.intake.registration == 2;
        });
    }

    @Test
    void aVenThatSendsAllReportsHasAcceptedTheRequest() {
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"), metadata("S2", "METADATA_TELEMETRY_USAGE", "b"));
        update(measurement(requestIdOf("S1"), "a", 1));
        assertThat(vtn.outbox.waiting(ven))
                .as("the request was not sent yet")
                .extracting("kind")
                .contains("oadrCreateReport");
        assertThat(poll()).isInstanceOf(CreateReport.class);

        update(measurement(requestIdOf("S1"), "a", 1));
        assertThat(vtn.outbox.waiting(ven)).extracting("kind").contains("oadrCreateReport");
        update(measurement(requestIdOf("S2"), "b", 1));

        assertThat(vtn.outbox.waiting(ven)).extracting("kind").doesNotContain("oadrCreateReport");
    }
}
