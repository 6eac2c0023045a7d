package eu.flexcoop.middleware.openadr.vtn.internal;

import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;
import eu.flexcoop.middleware.openadr.vtn.internal.push.PushClient;
import eu.flexcoop.middleware.openadr.vtn.internal.push.PushSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.push.Pusher;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.StoredVenReports;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.security.api.ListenerKeys;
import eu.flexcoop.middleware.telemetry.api.BoxEnergy.QuarterHour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The messages of EiReport for a VEN that does not poll. */
class ReportPushTest {
    private static final Peer BOX = TestVtn.box("a");

    private TestMongo mongo;
    private TestVtn vtn;
    private PushedBox box;
    private PushClient client;
    private Pusher pusher;
    private VenId ven;

    @BeforeEach
    void start() throws Exception {
        mongo = TestMongo.empty();
        PushSettings settings = PushFixtures.settings(Map.of(
                "allowHttp", true,
                "allowedNetworks", "127.0.0.0/8",
                "firstPause", "PT0.01S",
                "longestPause", "PT0.1S",
                "checkInterval", "PT0.05S"));
        vtn = new TestVtn(mongo, settings);
        client = new PushClient(keys(), TestVtn::identify, settings);
        pusher = vtn.services.newPusher(client, settings);
        pusher.start();
        box = PushedBox.http();
        ven = register();
    }

    @AfterEach
    void stop() throws Exception {
        pusher.close();
        client.close();
        box.close();
        TestVtn.closeAll();
    }

    private static ListenerKeys keys() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        TestVtn.SIGNER.addTo(keys, "vtn", PushedBox.PASSWORD);
        KeyStore trust = PushedBox.trusting();
        return new ListenerKeys() {
            @Override
            public KeyStore keyStore() {
                return keys;
            }

            @Override
            public String keyPassword() {
                return PushedBox.PASSWORD;
            }

            @Override
            public KeyStore trustStore() {
                return trust;
            }
        };
    }

    private VenId register() {
        CreatedPartyRegistration created = (CreatedPartyRegistration) vtn.send(
                OadrService.EI_REGISTER_PARTY,
                BOX,
                new CreatePartyRegistration(
                        "reg",
                        Optional.empty(),
                        Optional.empty(),
                        "2.0b",
                        "simpleHttp",
                        Optional.of(box.address()),
                        false,
                        false,
                        Optional.of("a"),
                        Optional.of(false)));
        return new VenId(created.venId().orElseThrow());
    }

    private void awaitState(String collection, String state) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(mongo.database()
                        .getCollection(collection)
                        .find()
                        .first()
                        .getString("state"))
                .isEqualTo(state));
    }

    @Test
    void aVenIsAskedForReportsAndToldToStop() {
        vtn.send(
                OadrService.EI_REPORT,
                BOX,
                new RegisterReport(
                        "r",
                        List.of(ReportFixture.metadata("S1", "METADATA_TELEMETRY_USAGE", "a")),
                        Optional.of(ven.value()),
                        Optional.empty()));
        awaitState("report_subscription", "active");
        StoredVenReports reports = new StoredVenReports(vtn.vens, vtn.outbox, vtn.reports);
        String id = mongo.database()
                .getCollection("report_subscription")
                .find()
                .first()
                .getString("report_request_id");

        reports.cancel(TestVtn.ADMIN, ven, id, false);

        awaitState("report_subscription", "cancelled");
    }

    @Test
    void reportsOfTheVtnArePushed() {
        Instant noon = vtn.clock.instant();
        vtn.energy.points = List.of("meter");
        vtn.energy.values = List.of(new QuarterHour("meter", noon.minusSeconds(3600), 0.25, true));
        vtn.send(
                OadrService.EI_REPORT,
                BOX,
                new CreateReport(
                        "c",
                        List.of(new ReportRequest(
                                "q", "flexcoop-energy", Duration.ZERO, Duration.ZERO, Optional.empty(), List.of())),
                        Optional.of(ven.value())));

        awaitState("vtn_report", "completed");
    }
}
