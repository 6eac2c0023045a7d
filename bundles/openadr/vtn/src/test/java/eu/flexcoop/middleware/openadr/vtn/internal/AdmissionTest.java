package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.NewVen;
import eu.flexcoop.middleware.openadr.api.RefusedVen;
import eu.flexcoop.middleware.openadr.api.VenRefusedException;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.RegistrationPolicy;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.RegistrationPolicy.Admission;
import eu.flexcoop.middleware.security.api.BoxCertificate;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Who may register where an operator adds the VENs beforehand. */
class AdmissionTest {
    private static final AggregatorId COOP = new AggregatorId("coop.example");
    private static final String SHORT = "AA:01:02:03:04:05:06:07:08:09";
    private static final String FULL = "11".repeat(22) + "aa010203040506070809";

    private TestMongo mongo;
    private TestVtn vtn;

    @BeforeEach
    void start() throws IOException {
        mongo = TestMongo.empty();
        vtn = new TestVtn(
                mongo,
                VtnSetup.standard()
                        .withoutCertificates()
                        .withAdmission(new RegistrationPolicy(Admission.PROVISIONED, true, true)));
    }

    private static NewVen expected(String id, String fingerprint, String account) {
        return new NewVen(
                Optional.ofNullable(id).map(VenId::new),
                Optional.ofNullable(fingerprint),
                Optional.ofNullable(account).map(AccountId::new),
                COOP,
                Optional.empty());
    }

    private static Peer box(String fingerprint, String account) {
        return box(fingerprint, FULL, account);
    }

    private static Peer box(String fingerprint, String sha256, String account) {
        return Peer.of(new BoxCertificate(
                fingerprint, sha256, new AccountId(account), COOP, Instant.parse("2036-01-01T00:00:00Z")));
    }

    private void assertRefused(Peer peer) {
        CreatedPartyRegistration answer = vtn.register(peer);
        assertThat(answer.response().code()).isEqualTo("463");
        assertThat(answer.registrationId()).isEmpty();
        assertThat(answer.venId()).isEmpty();
    }

    @Test
    void aBoxThatNobodyAddedIsRefusedAndShownToTheOperator() {
        assertRefused(TestVtn.box("a"));
        vtn.register(TestVtn.box("a"));

        assertThat(vtn.administration.refused(TestVtn.ADMIN, 10))
                .containsExactly(new RefusedVen(
                        Optional.of("FP:a"),
                        new AccountId("account-a"),
                        COOP,
                        "box",
                        "no operator has added a VEN with this certificate",
                        2,
                        vtn.clock.instant()));
        Caller other = new Caller(
                "else", Role.AGGREGATOR, Optional.empty(), Optional.of(new AggregatorId("else")), Optional.empty());
        assertThat(vtn.administration.refused(other, 10)).isEmpty();
        assertThat(vtn.vens.count()).isZero();
    }

    @Test
    void aVenIsAdmittedByItsFingerprintAndHasTheIdOfTheOperator() {
        vtn.register(box(SHORT, "anyone"));
        assertThat(vtn.administration.add(TestVtn.ADMIN, expected("house-7", FULL, null)))
                .isEqualTo(new VenId("house-7"));
        assertThat(vtn.vens.count()).isZero();

        CreatedPartyRegistration created = vtn.register(box(SHORT, "anyone"));

        assertThat(created.venId()).contains("house-7");
        assertThat(vtn.vens.find(new VenId("house-7")).orElseThrow().account()).isEqualTo(new AccountId("anyone"));
        assertThat(vtn.administration.refused(TestVtn.ADMIN, 10)).isEmpty();
        assertThat(poll(box(SHORT, "anyone"), "house-7")).isInstanceOf(RegisterReport.class);
        assertThat(vtn.register(box(SHORT, "anyone"))).isEqualTo(created);
    }

    private OadrPayload poll(Peer peer, String venId) {
        return vtn.send(OadrService.OADR_POLL, peer, new Poll(venId));
    }

    @Test
    void aVenIsAdmittedByItsCommonNameOnce() {
        vtn.administration.add(TestVtn.ADMIN, expected("house-8", null, "account-a"));

        assertThat(vtn.register(TestVtn.box("a")).venId()).contains("house-8");

        assertThat(vtn.register(TestVtn.box("a")).venId()).contains("house-8");
        assertRefused(box("FP:second", "account-a"));
        assertRefused(TestVtn.box("b"));
    }

    @Test
    void eachOfTwoBoxesOfOneAccountGetsItsOwnVen() {
        vtn.administration.add(TestVtn.ADMIN, expected("one", null, "shared"));
        vtn.administration.add(TestVtn.ADMIN, expected("two", null, "shared"));
        var ids = ConcurrentHashMap.<Optional<String>>newKeySet();

        IntStream.range(0, 2)
                .parallel()
                .forEach(i -> ids.add(vtn.register(box("FP:" + i, "shared")).venId()));

        assertThat(ids).containsExactlyInAnyOrder(Optional.of("one"), Optional.of("two"));
        assertRefused(box("FP:third", "shared"));
    }

    @Test
    void aCertificateOfAnotherSubjectThanExpectedIsRefused() {
        vtn.administration.add(TestVtn.ADMIN, expected("house-9", SHORT, "somebody"));

        assertRefused(box(SHORT, "somebody-else"));

        assertThat(vtn.administration.refused(TestVtn.ADMIN, 10))
                .singleElement()
                .satisfies(refused -> assertThat(refused.reason()).contains("another common name"));
        assertThat(vtn.register(box(SHORT, "somebody")).venId()).contains("house-9");
    }

    @Test
    void anotherCertificateDoesNotTakeTheVenThatIsExpectedByFingerprint() {
        vtn.administration.add(TestVtn.ADMIN, expected("house-9", SHORT, "somebody"));

        assertThat(vtn.send(
                        OadrService.EI_REGISTER_PARTY,
                        box("FP:other", "somebody"),
                        TestVtn.registration(Optional.empty(), Optional.of("house-9"))))
                .isInstanceOfSatisfying(
                        CreatedPartyRegistration.class,
                        answer -> assertThat(answer.response().code()).isEqualTo("463"));
    }

    @Test
    void ofAFingerprintThatWasGivenInFullAllOfItIsCompared() {
        String other = "22".repeat(22) + FULL.substring(44);
        vtn.administration.add(TestVtn.ADMIN, expected("house-7", FULL, null));

        assertRefused(box(SHORT, other, "anyone"));

        assertThat(vtn.administration.refused(TestVtn.ADMIN, 10))
                .singleElement()
                .satisfies(refused -> assertThat(refused.reason()).contains("ends with the same ten bytes"));
        assertThat(vtn.register(box(SHORT, "anyone")).venId()).contains("house-7");
        for (TestVtn node : List.of(vtn.awaitCurrent(), new TestVtn(mongo, vtn.clock))) {
            assertThat(node.send(OadrService.OADR_POLL, box(SHORT, other, "else"), new Poll("house-7")))
                    .isNotInstanceOf(RegisterReport.class);
            assertThat(node.vens.findByCertificate(
                            box(SHORT, other, "else").certificate().orElseThrow()))
                    .isEmpty();
        }
        assertThat(poll(box(SHORT, "anyone"), "house-7")).isInstanceOf(RegisterReport.class);
    }

    @Test
    void ofAFingerprintThatWasGivenShortTheLastTenBytesAdmit() {
        vtn.administration.add(TestVtn.ADMIN, expected("house-7", SHORT, null));

        assertThat(vtn.register(box(SHORT, "anyone")).venId()).contains("house-7");
    }

    @Test
    void aVenThatIsExpectedIsNotRegisteredBeforeItRegisters() {
        vtn.administration.add(TestVtn.ADMIN, expected("house-7", SHORT, null));

        assertThat(poll(box(SHORT, "anyone"), "house-7")).isInstanceOfSatisfying(Response.class, answer -> assertThat(
                        answer.response().code())
                .isEqualTo("463"));
        assertThat(vtn.vens.find(new VenId("house-7"))).isEmpty();
    }

    @Test
    void aVenThatWasRemovedIsRefused() {
        VenId id = vtn.administration.add(TestVtn.ADMIN, expected(null, null, "account-a"));
        vtn.register(TestVtn.box("a"));

        vtn.administration.remove(TestVtn.ADMIN, id);

        assertRefused(TestVtn.box("a"));
        assertThat(vtn.outbox.waiting(id)).isEmpty();
        assertThat(mongo.database().getCollection("ven_presence").countDocuments())
                .isZero();
        vtn.administration.remove(TestVtn.ADMIN, id);
    }

    @Test
    void withoutCertificateInDevelopmentAnAddedVenIsAdmittedByItsId() {
        assertRefused(Peer.WITHOUT_CERTIFICATE);
        vtn.administration.add(TestVtn.ADMIN, expected("bench", null, "anna"));

        CreatedPartyRegistration created = (CreatedPartyRegistration) vtn.send(
                OadrService.EI_REGISTER_PARTY,
                Peer.WITHOUT_CERTIFICATE,
                TestVtn.registration(Optional.empty(), Optional.of("bench")));

        assertThat(created.venId()).contains("bench");
        assertThat(vtn.vens.find(new VenId("bench")).orElseThrow().account()).isEqualTo(new AccountId("anna"));
    }

    @Test
    void whatDoesNotNameAVenIsNotAdded() {
        assertThatThrownBy(() -> vtn.administration.add(TestVtn.ADMIN, expected("x", null, null)))
                .isInstanceOf(VenRefusedException.class)
                .hasMessageContaining("fingerprint or an account");
        assertThatThrownBy(() -> vtn.administration.add(TestVtn.ADMIN, expected("x", "AB:CD", null)))
                .hasMessageContaining("fingerprint 'AB:CD'");
        assertThatThrownBy(() -> vtn.administration.add(TestVtn.ADMIN, expected("a b", SHORT, null)))
                .hasMessageContaining("venID 'a b'");
        vtn.administration.add(TestVtn.ADMIN, expected("x", SHORT, null));
        assertThatThrownBy(() -> vtn.administration.add(TestVtn.ADMIN, expected("y", FULL, null)))
                .hasMessageContaining("already");
        assertThat(mongo.database().getCollection("virtual_end_node").find(new Document("ven_id", "y")))
                .isEmpty();
    }

    @Test
    void anAggregatorAddsItsOwnVensOnly() {
        Caller own = new Caller("c", Role.AGGREGATOR, Optional.empty(), Optional.of(COOP), Optional.empty());
        Caller other = new Caller(
                "d", Role.AGGREGATOR, Optional.empty(), Optional.of(new AggregatorId("else")), Optional.empty());
        Caller prosumer =
                new Caller("p", Role.PROSUMER, Optional.of(new AccountId("p")), Optional.of(COOP), Optional.empty());

        VenId id = vtn.administration.add(own, expected(null, SHORT, null));
        assertThatThrownBy(() -> vtn.administration.add(other, expected(null, null, "a")))
                .isInstanceOf(VenRefusedException.class);
        assertThatThrownBy(() -> vtn.administration.add(prosumer, expected(null, null, "p")))
                .isInstanceOf(VenRefusedException.class);
        vtn.administration.remove(other, id);

        assertThat(vtn.register(box(SHORT, "x")).venId()).contains(id.value());
    }
}
