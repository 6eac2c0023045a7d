package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;

import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenCertificatesHealth;
import eu.flexcoop.middleware.security.api.BoxCertificate;

import static org.assertj.core.api.Assertions.assertThat;

/** Certificates of VENs that end. */
class VenCertificatesTest {
    private TestMongo mongo;
    private TestVtn vtn;
    private VenCertificatesHealth health;

    @BeforeEach
    void start() throws IOException {
        mongo = TestMongo.empty();
        vtn = new TestVtn(mongo);
        health = new VenCertificatesHealth(vtn.vens, Duration.ofDays(30), vtn.clock);
    }

    private Peer box(String fingerprint, Duration validFor) {
        return Peer.of(new BoxCertificate(
                fingerprint,
                "sha256-" + fingerprint,
                new AccountId("account-a"),
                new AggregatorId("coop.example"),
                vtn.clock.instant().plus(validFor)));
    }

    @Test
    void aCertificateThatEndsSoonIsWarnedOfUntilItIsRenewed() {
        assertThat(health.execute().getStatus()).isEqualTo(Result.Status.OK);
        String ven = vtn.register(box("FP:old", Duration.ofDays(29))).venId().orElseThrow();
        vtn.register(box("FP:other", Duration.ofDays(31)));

        Result warned = health.execute();
        assertThat(warned.getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(warned.toString()).contains("of 1 registered VENs", ven);

        vtn.send(
                OadrService.EI_REGISTER_PARTY,
                box("FP:new", Duration.ofDays(730)),
                TestVtn.registration(Optional.empty(), Optional.of(ven)));
        assertThat(health.execute().getStatus()).isEqualTo(Result.Status.OK);
    }

    @Test
    void aRenewedCertificateIsKnownWithItsEndAtTheFirstMessage() {
        String ven = vtn.register(box("FP:old", Duration.ofDays(29))).venId().orElseThrow();
        Peer renewed = box("FP:new", Duration.ofDays(730));

        vtn.send(OadrService.OADR_POLL, renewed, new Poll(ven));

        assertThat(health.execute().getStatus()).isEqualTo(Result.Status.OK);
        assertThat(mongo.database().getCollection("virtual_end_node").find().first())
                .containsEntry("fingerprint_sha256", "sha256-FP:new")
                .containsEntry(
                        "certificate_not_after", Date.from(vtn.clock.instant().plus(Duration.ofDays(730))));
    }
}
