package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bson.Document;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.EventState;
import eu.flexcoop.middleware.openadr.vtn.internal.events.DeliverySource;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventSource;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;

/** Events and deliveries as REST shows them to each role. */
class EventSourceTest {
    private static final Caller ANN = prosumer("account-a");
    private static final Caller BOB = prosumer("account-b");
    private static final Caller COOP = aggregator("coop.example");
    private static final Caller OTHER = aggregator("other.example");

    private TestVtn vtn;
    private VenId ven;
    private DrEvent event;
    private EventSource events;
    private ResourceSource deliveries;

    @BeforeEach
    void start() throws IOException {
        vtn = new TestVtn(TestMongo.empty());
        ven = vtn.join("a");
        event = vtn.events.create(
                TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), ven, vtn.join("b"), vtn.join("c")));
        vtn.optIn(ven, event.id());
        events = vtn.eventSource();
        deliveries = new DeliverySource(vtn.deliveries);
    }

    private static Caller prosumer(String account) {
        return new Caller(
                account, Role.PROSUMER, Optional.of(new AccountId(account)), Optional.empty(), Optional.empty());
    }

    private static Caller aggregator(String name) {
        return new Caller(
                name, Role.AGGREGATOR, Optional.empty(), Optional.of(new AggregatorId(name)), Optional.empty());
    }

    private static List<Document> rows(ResourceSource source, Caller caller, Document projection) {
        List<Document> rows = new ArrayList<>();
        SourceQuery query =
                new SourceQuery(new Document(), projection, new Document("_id", 1), 0, 25, Duration.ofSeconds(10));
        try (SourceRows found = source.find(query, caller)) {
            found.forEachRemaining(row -> rows.add(row.decode(new DocumentCodec())));
        }
        return rows;
    }

    private Document deliveriesShownTo(Caller caller) {
        return rows(events, caller, new Document()).get(0).get(EventSource.DELIVERIES, Document.class);
    }

    @Test
    void eachRoleSeesTheNumberOfItsOwnDeliveriesByState() {
        assertThat(deliveriesShownTo(ANN)).isEqualTo(new Document("opt_in", 1L));
        assertThat(deliveriesShownTo(BOB)).isEqualTo(new Document("queued", 1L));
        assertThat(deliveriesShownTo(COOP)).isEqualTo(new Document("queued", 2L).append("opt_in", 1L));
        assertThat(deliveriesShownTo(TestVtn.ADMIN)).isEqualTo(deliveriesShownTo(COOP));
        assertThat(rows(events, OTHER, new Document())).isEmpty();
        assertThat(rows(events, prosumer("nobody"), new Document())).isEmpty();
        assertThat(events.count(new Document(), 10, Duration.ofSeconds(10), OTHER))
                .hasValue(0);
        assertThat(events.count(new Document(), 10, Duration.ofSeconds(10), ANN))
                .hasValue(1);
    }

    @Test
    void countsAreMadeOnlyWhenTheyAreWanted() {
        assertThat(rows(events, COOP, new Document("event_id", 1)))
                .singleElement()
                .satisfies(row -> assertThat(row).containsKey("event_id").doesNotContainKey(EventSource.DELIVERIES));
        assertThat(rows(events, COOP, new Document(EventSource.TARGETS, 1)))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry(EventSource.TARGETS, 3L));
    }

    @Test
    void aDeliveryIsSeenByItsOwners() {
        assertThat(rows(deliveries, ANN, new Document())).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("event_id", event.id())
                .containsEntry("ven_id", ven.value())
                .containsEntry("state", "opt_in"));
        assertThat(rows(deliveries, COOP, new Document())).hasSize(3);
        assertThat(rows(deliveries, OTHER, new Document())).isEmpty();
    }

    @Test
    void whoHasNotAnsweredIsCountedAndCanBeListed() {
        vtn.optIn(ven, event.id());
        assertThat(rows(events, COOP, new Document(EventSource.UNANSWERED, 1)))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry(EventSource.UNANSWERED, 2L));
        assertThat(rows(events, ANN, new Document()).get(0)).containsEntry(EventSource.UNANSWERED, 0L);

        SourceQuery silent = new SourceQuery(
                new Document("event_id", event.id())
                        .append("response_required", "always")
                        .append("state", new Document("$in", List.of("queued", "delivered"))),
                new Document(),
                new Document("_id", 1),
                0,
                25,
                Duration.ofSeconds(10));
        List<String> vens = new ArrayList<>();
        try (SourceRows found = deliveries.find(silent, COOP)) {
            found.forEachRemaining(row -> vens.add(row.getString("ven_id").getValue()));
        }
        assertThat(vens).hasSize(2).doesNotContain(ven.value());
    }

    @Test
    void pagesOfEventsWithTheSameStartHaveATotalOrder() {
        List<String> created = new ArrayList<>(List.of(event.id()));
        for (int i = 0; i < 8; i++) {
            created.add(vtn.events
                    .create(
                            TestVtn.ADMIN,
                            EventFixtures.request(event.terms().start(), "http://market.example/" + i, 0, ven))
                    .id());
        }
        for (Document sort :
                List.of(new Document("dtstart", -1), new Document("dtend", 1), new Document("dtstart", 1))) {
            List<String> paged = new ArrayList<>();
            for (int page = 0; page < 3; page++) {
                SourceQuery query =
                        new SourceQuery(new Document(), new Document(), sort, page * 3L, 3, Duration.ofSeconds(10));
                try (SourceRows found = events.find(query, COOP)) {
                    found.forEachRemaining(
                            row -> paged.add(row.getString("event_id").getValue()));
                }
            }
            assertThat(paged).as(sort.toJson()).containsExactlyInAnyOrderElementsOf(created);
        }
    }

    @Test
    void deletingAnEventCancelsIt() {
        events.remove(COOP, new Document("event_id", event.id()));

        assertThat(vtn.events.find(TestVtn.ADMIN, event.id()).orElseThrow().state())
                .isEqualTo(EventState.CANCELLED);
        assertThat(rows(deliveries, ANN, new Document())).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("state", "queued")
                .containsEntry("modification_number", 1));
    }
}
