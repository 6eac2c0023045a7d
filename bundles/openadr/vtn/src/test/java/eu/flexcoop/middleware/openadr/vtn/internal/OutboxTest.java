package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenOutbox;
import eu.flexcoop.middleware.openadr.api.VenOutbox.Filter;
import eu.flexcoop.middleware.openadr.api.VenOutbox.Place;
import eu.flexcoop.middleware.openadr.api.VenOutbox.Waiting;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.OutboxMeters;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox.Claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What operators see of the messages that wait, and what becomes of those that could not be sent. */
class OutboxTest {
    private static final Filter ALL = new Filter(Optional.empty(), Optional.empty());

    private TestVtn vtn;
    private VenId first;
    private VenId second;

    @BeforeEach
    void start() throws IOException {
        vtn = new TestVtn(TestMongo.empty());
        List<VenId> vens = List.of(vtn.join("a"), vtn.join("b")).stream()
                .sorted((a, b) -> a.value().compareTo(b.value()))
                .toList();
        first = vens.get(0);
        second = vens.get(1);
        vtn.administration.requestReregistration(TestVtn.ADMIN, second);
    }

    private List<String> kinds(Filter filter, Optional<Place> after, int limit) {
        return vtn.outbox.list(filter, after, limit).stream()
                .map(waiting -> waiting.ven().equals(first) ? "1 " + waiting.kind() : "2 " + waiting.kind())
                .toList();
    }

    @Test
    void messagesAreListedByVenAndKindInPages() {
        assertThat(kinds(ALL, Optional.empty(), 10))
                .containsExactly("1 oadrRegisterReport", "2 oadrRegisterReport", "2 oadrRequestReregistration");
        assertThat(kinds(ALL, Optional.empty(), 2)).hasSize(2);
        assertThat(kinds(ALL, Optional.of(new Place(second, "oadrRegisterReport")), 2))
                .containsExactly("2 oadrRequestReregistration");
        assertThat(kinds(ALL, Optional.of(new Place(first, "oadrRegisterReport")), 1))
                .containsExactly("2 oadrRegisterReport");
        assertThat(kinds(new Filter(Optional.of(first), Optional.empty()), Optional.empty(), 10))
                .containsExactly("1 oadrRegisterReport");
    }

    @Test
    void whatWasSentIsToldFromWhatWaits() {
        vtn.outbox.claim(second);

        assertThat(kinds(new Filter(Optional.empty(), Optional.of(VenOutbox.State.SENT)), Optional.empty(), 10))
                .containsExactly("2 oadrRequestReregistration");
        assertThat(kinds(new Filter(Optional.of(second), Optional.of(VenOutbox.State.QUEUED)), Optional.empty(), 10))
                .containsExactly("2 oadrRegisterReport");
    }

    @Test
    void whatIsDiscardedIsNotSent() {
        vtn.awaitCurrent();

        assertThat(vtn.outbox.discard(second))
                .extracting(Waiting::kind)
                .containsExactlyInAnyOrder("oadrRegisterReport", "oadrRequestReregistration");

        assertThat(vtn.outbox.discard(second)).isEmpty();
        assertThat(vtn.outbox.claim(second)).isEmpty();
        assertThat(vtn.outbox.isQuiet(second)).isTrue();
        assertThat(vtn.outbox.waiting(first)).hasSize(1);
    }

    @Test
    void aMessageThatNeverReachedItsVenIsDueAtOnceAndFirst() {
        vtn.awaitCurrent();
        Claim claim = vtn.outbox.claim(second).orElseThrow();
        assertThat(vtn.outbox.untilDue(second)).contains(Duration.ZERO);

        vtn.outbox.release(claim);

        assertThat(vtn.outbox.isQuiet(second)).isFalse();
        assertThat(vtn.outbox.claim(second).orElseThrow())
                .satisfies(again -> assertThat(again.kind()).isEqualTo(claim.kind()))
                .satisfies(again -> assertThat(again.deliveries()).isEqualTo(1));
        // an outdated claim releases nothing
        vtn.outbox.release(claim);
        assertThat(vtn.outbox.claim(second).orElseThrow().kind()).isNotEqualTo(claim.kind());
        assertThat(vtn.outbox.untilDue(second)).contains(Duration.ofSeconds(30));
    }

    @Test
    void metersSayHowMuchWaitsAndForHowLong() {
        vtn.awaitCurrent();
        OutboxMeters meters = new OutboxMeters(vtn.outbox, vtn.meters);
        await().untilAsserted(
                        () -> assertThat(gauge("flexcoop.vtn.outbox.messages")).isEqualTo(3));
        vtn.clock.turn(Duration.ofSeconds(90));

        assertThat(gauge("flexcoop.vtn.outbox.due")).isEqualTo(90);

        vtn.outbox.discard(second);
        assertThat(vtn.send(
                        OadrService.OADR_POLL,
                        TestVtn.box("a"),
                        new Poll(vtn.join("a").value())))
                .isInstanceOf(RegisterReport.class);
        vtn.outbox.discard(first);
        vtn.outbox.discard(second);
        await().untilAsserted(
                        () -> assertThat(gauge("flexcoop.vtn.outbox.messages")).isZero());
        assertThat(gauge("flexcoop.vtn.outbox.due")).isZero();
        meters.close();
        assertThat(vtn.meters.find("flexcoop.vtn.outbox.due").gauge()).isNull();
    }

    private double gauge(String name) {
        return vtn.meters.get(name).gauge().value();
    }
}
