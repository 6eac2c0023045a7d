package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CancelPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.vtn.internal.events.Delivery;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenPresence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class PollTest {
    private static final Peer BOX = TestVtn.box("a");

    private TestMongo mongo;
    private TestVtn vtn;
    private VenId ven;

    @BeforeEach
    void start() throws IOException {
        mongo = TestMongo.empty();
        vtn = new TestVtn(mongo);
        ven = vtn.join("a");
    }

    private OadrPayload poll(TestVtn node) {
        return node.send(OadrService.OADR_POLL, BOX, new Poll(ven.value()));
    }

    private void acknowledge() {
        vtn.send(
                OadrService.EI_REPORT,
                BOX,
                new RegisteredReport(EiResponse.ok("x"), List.of(), Optional.of(ven.value())));
    }

    @Test
    void aMessageStaysUntilItIsAnswered() {
        assertThat(poll(vtn)).isInstanceOf(RegisterReport.class);
        assertThat(poll(vtn)).isInstanceOf(Response.class);
        assertThat(vtn.outbox.waiting(ven)).singleElement().satisfies(waiting -> {
            assertThat(waiting.kind()).isEqualTo("oadrRegisterReport");
            assertThat(waiting.deliveries()).isEqualTo(1);
        });

        acknowledge();

        assertThat(vtn.outbox.waiting(ven)).isEmpty();
        vtn.clock.turn(Duration.ofHours(1));
        assertThat(poll(vtn)).isInstanceOf(Response.class);
    }

    @Test
    void withoutAnswerItComesAgainEverMoreSeldom() {
        assertThat(poll(vtn)).isInstanceOf(RegisterReport.class);
        vtn.clock.turn(Duration.ofSeconds(29));
        assertThat(poll(vtn)).isInstanceOf(Response.class);
        vtn.clock.turn(Duration.ofSeconds(2));
        assertThat(poll(vtn)).isInstanceOf(RegisterReport.class);
        vtn.clock.turn(Duration.ofSeconds(31));
        assertThat(poll(vtn)).isInstanceOf(Response.class);
        vtn.clock.turn(Duration.ofSeconds(30));
        assertThat(poll(vtn)).isInstanceOf(RegisterReport.class);
    }

    @Test
    void aPollWithNothingToSayAsksNoDatabase() {
        poll(vtn);
        acknowledge();
        vtn.awaitCurrent();

        assertThat(mongo.commandsDuring(() -> assertThat(poll(vtn)).isInstanceOf(Response.class)))
                .isZero();
    }

    @Test
    void aPollWithAnEventTakesFewQueries() {
        poll(vtn);
        acknowledge();
        vtn.awaitCurrent();
        vtn.events.create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), ven));
        // beside what a later poll takes the event is read and its delivery is marked as sent
        assertThat(mongo.commandsDuring(() -> poll(vtn))).isEqualTo(4);
        vtn.clock.turn(Duration.ofMinutes(2));

        // claims the message and finds the deliveries; the event behind them is known
        assertThat(mongo.commandsDuring(() -> assertThat(poll(vtn).type()).isEqualTo(MessageType.DISTRIBUTE_EVENT)))
                .isEqualTo(2);
    }

    @Test
    void theQueryForTheDeliveriesOfAVenUsesAnIndex() {
        Document plan = mongo.database()
                .runCommand(new Document(
                        "explain",
                        new Document("find", Delivery.COLLECTION)
                                .append(
                                        "filter",
                                        new Document("ven_id", ven.value())
                                                .append("dtend", new Document("$gt", new Date()))
                                                .append("state", new Document("$ne", Delivery.CREATING)))));

        assertThat(plan.toJson()).contains("IXSCAN").doesNotContain("COLLSCAN");
    }

    @Test
    void oneOfManyNodesDelivers() {
        List<TestVtn> nodes = List.of(vtn, node(), node(), node());

        long delivered = IntStream.range(0, 16)
                .parallel()
                .mapToObj(i -> poll(nodes.get(i % nodes.size())))
                .filter(RegisterReport.class::isInstance)
                .count();

        assertThat(delivered).isEqualTo(1);
    }

    private TestVtn node() {
        return new TestVtn(mongo, vtn.clock);
    }

    @Test
    void whatOneNodeQueuesAnotherDelivers() {
        TestVtn other = node().awaitCurrent();
        poll(vtn);
        acknowledge();
        assertThat(poll(other)).isInstanceOf(Response.class);

        vtn.events.create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), ven));

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(poll(other).type()).isEqualTo(MessageType.DISTRIBUTE_EVENT));
    }

    @Test
    void aRegistrationOnOneNodeIsKnownToAnotherAndSoIsItsEnd() {
        TestVtn other = node().awaitCurrent();
        Peer late = TestVtn.box("late");
        CreatedPartyRegistration registration = vtn.register(late);
        Poll poll = new Poll(registration.venId().orElseThrow());

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(other.send(OadrService.OADR_POLL, late, poll))
                        .isInstanceOf(RegisterReport.class));

        vtn.send(
                OadrService.EI_REGISTER_PARTY,
                late,
                new CancelPartyRegistration("c", registration.registrationId().orElseThrow(), registration.venId()));
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(
                        other.send(OadrService.OADR_POLL, late, poll))
                .isNotInstanceOf(RegisterReport.class)
                .satisfies(answer -> assertThat(answer).isInstanceOfSatisfying(Response.class, response -> assertThat(
                                response.response().code())
                        .isEqualTo("463"))));
    }

    @Test
    void presenceIsWrittenInBatches() {
        vtn.awaitCurrent();
        poll(vtn);

        assertThat(mongo.commandsDuring(vtn.presence::write)).isEqualTo(1);
        assertThat(mongo.database().getCollection(VenPresence.COLLECTION).find().first())
                .containsEntry("ven_id", ven.value())
                .containsEntry("account_id", "account-a")
                .containsEntry("last_seen", Date.from(vtn.clock.instant()));
        assertThat(vtn.vens.find(ven).orElseThrow().lastSeen()).contains(vtn.clock.instant());
    }

    @Test
    void pollsAreCounted() {
        poll(vtn);
        poll(vtn);

        assertThat(vtn.meters
                        .get("flexcoop.vtn.polls")
                        .tag("answer", "message")
                        .counter()
                        .count())
                .isEqualTo(1);
    }
}
