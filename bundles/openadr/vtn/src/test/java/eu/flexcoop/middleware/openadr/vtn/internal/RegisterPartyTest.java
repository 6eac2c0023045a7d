package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.Ven;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CancelPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CanceledPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.QueryRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.RequestReregistration;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.security.api.BoxCertificate;

import static org.assertj.core.api.Assertions.assertThat;

class RegisterPartyTest {
    private static final Peer BOX = TestVtn.box("a");

    private TestMongo mongo;
    private TestVtn vtn;

    @BeforeEach
    void start() throws IOException {
        mongo = TestMongo.empty();
        vtn = new TestVtn(mongo);
    }

    @Test
    void aBoxRegistersAndIsKnownByItsCertificate() {
        CreatedPartyRegistration created = vtn.register(BOX);

        assertThat(created.response().code()).isEqualTo("200");
        assertThat(created.vtnId()).isEqualTo("FLEXCOOP");
        assertThat(created.pollFrequency()).contains(Duration.ofSeconds(10));
        Ven ven = vtn.vens.find(new VenId(created.venId().orElseThrow())).orElseThrow();
        assertThat(ven.account()).isEqualTo(new AccountId("account-a"));
        assertThat(ven.aggregator()).isEqualTo(new AggregatorId("coop.example"));
        assertThat(ven.registrationId()).isEqualTo(created.registrationId().orElseThrow());
        assertThat(vtn.vens.count()).isEqualTo(1);
        assertThat(vtn.vens.list(Optional.empty(), 10)).containsExactly(ven);
        assertThat(vtn.vens.list(Optional.of(ven.id()), 10)).isEmpty();
    }

    @Test
    void aBoxThatLostItsIdsGetsThemBack() {
        assertThat(vtn.register(BOX)).isEqualTo(vtn.register(BOX));
    }

    @Test
    void aBoxMayChangeItsRegistration() {
        CreatedPartyRegistration first = vtn.register(BOX);

        OadrPayload again = vtn.send(
                OadrService.EI_REGISTER_PARTY, BOX, TestVtn.registration(first.registrationId(), first.venId()));

        assertThat(again).isEqualTo(first);
    }

    @Test
    void aRegistrationIdThatIsNotTheBoxesIsRefused() {
        CreatedPartyRegistration other = vtn.register(TestVtn.box("b"));
        vtn.register(BOX);

        assertThat(code(TestVtn.registration(other.registrationId(), Optional.empty())))
                .isEqualTo("452");
        assertThat(code(TestVtn.registration(Optional.of("made-up"), Optional.empty())))
                .isEqualTo("452");
        assertThat(code(TestVtn.registration(Optional.empty(), other.venId()))).isEqualTo("463");
    }

    @Test
    void aVenIdThatNobodyHasIsRefusedForANewBox() {
        assertThat(code(TestVtn.registration(Optional.empty(), Optional.of("wish"))))
                .isEqualTo("452");
        assertThat(vtn.vens.count()).isZero();
    }

    private String code(CreatePartyRegistration create) {
        CreatedPartyRegistration answer =
                (CreatedPartyRegistration) vtn.send(OadrService.EI_REGISTER_PARTY, BOX, create);
        assertThat(answer.response().isOk() || answer.registrationId().isEmpty())
                .isTrue();
        return answer.response().code();
    }

    @Test
    void whatIsNotOfferedIsSaid() {
        assertThat(code(offer("2.0a", "simpleHttp", false, true))).isEqualTo("451");
        assertThat(code(offer("2.0b", "xmpp", false, true))).isEqualTo("451");
    }

    private static CreatePartyRegistration offer(String profile, String transport, boolean signed, boolean pull) {
        return new CreatePartyRegistration(
                "r",
                Optional.empty(),
                Optional.empty(),
                profile,
                transport,
                Optional.empty(),
                false,
                signed,
                Optional.empty(),
                Optional.of(pull));
    }

    @Test
    void aQueryTellsARegisteredBoxItsIds() {
        QueryRegistration query = new QueryRegistration("q");
        assertThat(vtn.send(OadrService.EI_REGISTER_PARTY, BOX, query))
                .isInstanceOfSatisfying(CreatedPartyRegistration.class, answer -> {
                    assertThat(answer.venId()).isEmpty();
                    assertThat(answer.profiles()).isNotEmpty();
                });

        CreatedPartyRegistration created = vtn.register(BOX);

        assertThat(vtn.send(OadrService.EI_REGISTER_PARTY, BOX, query))
                .isInstanceOfSatisfying(CreatedPartyRegistration.class, answer -> {
                    assertThat(answer.venId()).isEqualTo(created.venId());
                    assertThat(answer.registrationId()).isEqualTo(created.registrationId());
                });
    }

    @Test
    void aBoxThatCancelsIsGoneUntilItRegistersAgainAndKeepsItsId() {
        CreatedPartyRegistration created = vtn.register(BOX);
        String venId = created.venId().orElseThrow();
        assertThat(cancel("wrong").response().code()).isEqualTo("452");

        CanceledPartyRegistration canceled = cancel(created.registrationId().orElseThrow());

        assertThat(canceled.response().isOk()).isTrue();
        assertThat(canceled.registrationId()).isEqualTo(created.registrationId());
        assertThat(vtn.vens.find(new VenId(venId))).isEmpty();
        assertThat(vtn.outbox.waiting(new VenId(venId))).isEmpty();
        assertThat(poll(BOX, venId)).isInstanceOfSatisfying(Response.class, answer -> assertThat(
                        answer.response().code())
                .isEqualTo("463"));
        CreatedPartyRegistration again = vtn.register(BOX);
        assertThat(again.venId()).contains(venId);
        assertThat(again.registrationId()).isNotEqualTo(created.registrationId());
    }

    private CanceledPartyRegistration cancel(String registrationId) {
        return (CanceledPartyRegistration) vtn.send(
                OadrService.EI_REGISTER_PARTY, BOX, new CancelPartyRegistration("c", registrationId, Optional.empty()));
    }

    private OadrPayload poll(Peer peer, String venId) {
        return vtn.send(OadrService.OADR_POLL, peer, new Poll(venId));
    }

    @Test
    void aVenIdOfAnotherBoxIsNotAuthorized() {
        VenId other = vtn.join("b");
        vtn.register(BOX);

        assertThat(poll(BOX, other.value())).isInstanceOfSatisfying(Response.class, answer -> assertThat(
                        answer.response().code())
                .isEqualTo("463"));
    }

    @Test
    void aBoxThatNobodyKnowsIsAskedToRegister() {
        assertThat(poll(BOX, "old-id")).isEqualTo(new RequestReregistration("old-id"));
    }

    @Test
    void aRenewedCertificateOfTheSameAccountIsTaken() {
        String venId = vtn.register(BOX).venId().orElseThrow();
        Peer renewed = peer("FP:new", "account-a");

        assertThat(poll(renewed, venId)).isNotInstanceOf(RequestReregistration.class);
        assertThat(vtn.vens.byFingerprint("FP:new").orElseThrow().id().value()).isEqualTo(venId);
    }

    @Test
    void aCertificateOfAnotherAccountIsNot() {
        String venId = vtn.register(BOX).venId().orElseThrow();

        assertThat(poll(peer("FP:evil", "account-evil"), venId)).isEqualTo(new RequestReregistration(venId));
        assertThat(vtn.vens.byFingerprint("FP:evil")).isEmpty();
    }

    private static Peer peer(String fingerprint, String account) {
        return Peer.of(new BoxCertificate(
                fingerprint,
                "sha256 of " + fingerprint,
                new AccountId(account),
                new AggregatorId("coop.example"),
                Instant.parse("2036-01-01T00:00:00Z")));
    }

    @Test
    void twoConnectionsOfOneBoxMakeOneRegistration() {
        var ids = ConcurrentHashMap.<Optional<String>>newKeySet();
        IntStream.range(0, 8).parallel().forEach(i -> ids.add(vtn.register(BOX).venId()));

        assertThat(ids).hasSize(1);
        assertThat(vtn.vens.count()).isEqualTo(1);
    }

    @Test
    void inDevelopmentABoxIsKnownByItsName() {
        TestVtn open = new TestVtn(mongo, VtnSetup.standard().withoutCertificates());

        CreatedPartyRegistration created = open.register(Peer.WITHOUT_CERTIFICATE);

        assertThat(open.register(Peer.WITHOUT_CERTIFICATE)).isEqualTo(created);
        assertThat(vtn.vens.list(Optional.empty(), 10))
                .singleElement()
                .extracting(Ven::aggregator)
                .isEqualTo(new AggregatorId("dev.example"));
    }

    @Test
    void inDevelopmentABoxWithCertificateIsNotKnownByItsIdAlone() {
        String venId = vtn.register(BOX).venId().orElseThrow();

        assertThat(poll(Peer.WITHOUT_CERTIFICATE, venId)).isEqualTo(new RequestReregistration(venId));
    }

    @Test
    void inDevelopmentNobodyRegistersWithTheIdOfABoxThatHasACertificate() {
        TestVtn open = new TestVtn(mongo, VtnSetup.standard().withoutCertificates());
        CreatedPartyRegistration first = open.register(BOX);
        String venId = first.venId().orElseThrow();

        OadrPayload answer = open.send(
                OadrService.EI_REGISTER_PARTY,
                Peer.WITHOUT_CERTIFICATE,
                TestVtn.registration(Optional.empty(), Optional.of(venId)));

        assertThat(answer).isInstanceOfSatisfying(CreatedPartyRegistration.class, refused -> {
            assertThat(refused.response().code()).isEqualTo("463");
            assertThat(refused.venId()).isEmpty();
        });
        assertThat(open.vens.byFingerprint("FP:a").orElseThrow().account()).isEqualTo(new AccountId("account-a"));
        assertThat(open.register(BOX)).as("the box still has its registration").isEqualTo(first);
    }

    @Test
    void theTimeOfTheLastMessageIsKnownBeforeItIsStored() {
        VenId id = vtn.join("a");
        Instant registered = vtn.clock.instant();
        vtn.clock.turn(Duration.ofSeconds(50));
        poll(BOX, id.value());

        assertThat(vtn.vens.find(id).orElseThrow().lastSeen()).contains(vtn.clock.instant());
        assertThat(vtn.presence.documents().find().first()).containsEntry("last_seen", Date.from(registered));
        vtn.presence.write();
        assertThat(vtn.presence.documents().find().first()).containsEntry("last_seen", Date.from(vtn.clock.instant()));
    }
}
