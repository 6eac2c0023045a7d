package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.RegistrationPolicy;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.RegistrationPolicy.Admission;
import eu.flexcoop.middleware.security.api.BoxCertificate;

import static org.assertj.core.api.Assertions.assertThat;

/** Certificates and ids that VENs come with, under the policies that the configuration offers. */
class RegistrationPolicyTest {
    private TestMongo mongo;

    @BeforeEach
    void start() throws IOException {
        mongo = TestMongo.empty();
    }

    private static Peer box(String fingerprint) {
        return Peer.of(new BoxCertificate(
                fingerprint,
                "sha256 of " + fingerprint,
                new AccountId("account"),
                new AggregatorId("coop.example"),
                Instant.parse("2036-01-01T00:00:00Z")));
    }

    private TestVtn vtn(boolean acceptRenewed, boolean reregisterUnknown) {
        return new TestVtn(
                mongo,
                VtnSetup.standard()
                        .withoutCertificates()
                        .withAdmission(new RegistrationPolicy(Admission.OPEN, acceptRenewed, reregisterUnknown)));
    }

    private static CreatedPartyRegistration register(TestVtn vtn, Peer peer, Optional<String> venId) {
        return (CreatedPartyRegistration)
                vtn.send(OadrService.EI_REGISTER_PARTY, peer, TestVtn.registration(Optional.empty(), venId));
    }

    private static String code(OadrPayload answer) {
        return ((Response) answer).response().code();
    }

    @Test
    void aRenewedCertificateKeepsTheVenThatItNames() {
        TestVtn vtn = vtn(true, true);
        CreatedPartyRegistration first = register(vtn, box("old"), Optional.empty());

        assertThat(register(vtn, box("new"), first.venId())).isEqualTo(first);
        assertThat(vtn.vens.count()).isEqualTo(1);
    }

    @Test
    void aSecondBoxOfAnAccountIsAnotherVen() {
        TestVtn vtn = vtn(true, true);

        assertThat(register(vtn, box("one"), Optional.empty()).venId())
                .isNotEqualTo(register(vtn, box("two"), Optional.empty()).venId());
        assertThat(vtn.vens.count()).isEqualTo(2);
    }

    @Test
    void aRenewedCertificateIsRefusedIfThePolicySaysSo() {
        TestVtn vtn = vtn(false, false);
        CreatedPartyRegistration first = register(vtn, box("old"), Optional.empty());

        assertThat(register(vtn, box("new"), first.venId()).response().code()).isEqualTo("452");
        assertThat(code(vtn.send(
                        OadrService.OADR_POLL,
                        box("new"),
                        new Poll(first.venId().orElseThrow()))))
                .isEqualTo("463");
    }

    @Test
    void anUnknownVenThatPollsIsNotAskedToRegisterIfThePolicySaysSo() {
        assertThat(code(vtn(true, false).send(OadrService.OADR_POLL, box("a"), new Poll("lost"))))
                .isEqualTo("463");
    }

    @Test
    void aVenMayBeCalledAfterItsCertificate() {
        TestVtn vtn = vtn(true, true);

        assertThat(register(vtn, box("AA:BB"), Optional.of("aabb")).venId()).contains("aabb");
        assertThat(register(vtn, box("CC:DD"), Optional.of("CC:DD")).venId()).contains("CC:DD");
        assertThat(register(vtn, box("EE:FF"), Optional.of("EEFF")).response().code())
                .isEqualTo("452");
        assertThat(register(vtn, box("AA:BB"), Optional.empty()).venId()).contains("aabb");
    }
}
