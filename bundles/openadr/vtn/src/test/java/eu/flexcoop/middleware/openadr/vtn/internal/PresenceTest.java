package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;

import org.bson.Document;
import org.bson.codecs.DocumentCodec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.vtn.internal.registration.VenSource;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenPresence;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Which VENs are online, and how REST shows it. */
class PresenceTest {
    private static final Duration OFFLINE = Duration.ofMinutes(5);
    /**
     * Enough to tell an index from a scan, by the number of documents that are read, which does not depend on the size of the fleet where
     * an index serves. 100 000 VENs would take five times as long to insert, longer than all other tests of this class together.
     */
    private static final int FLEET = 20_000;

    private TestMongo mongo;
    private TestVtn vtn;

    @BeforeEach
    void start() throws IOException {
        mongo = TestMongo.empty();
        vtn = new TestVtn(mongo);
    }

    private void poll(TestVtn node, String box, VenId ven) {
        node.send(OadrService.OADR_POLL, TestVtn.box(box), new Poll(ven.value()));
    }

    private List<Document> shown(Document where, Document projection) {
        List<Document> rows = new ArrayList<>();
        SourceQuery query = new SourceQuery(where, projection, new Document("_id", 1), 0, 1200, Duration.ofSeconds(10));
        try (SourceRows found = new VenSource(vtn.vens, vtn.presence, vtn.administration).find(query, TestVtn.ADMIN)) {
            found.forEachRemaining(row -> rows.add(row.decode(new DocumentCodec())));
        }
        return rows;
    }

    private List<Object> ids(Document where) {
        return shown(where, new Document()).stream()
                .map(row -> row.get("ven_id"))
                .toList();
    }

    @Test
    void aVenThatFallsSilentIsOfflineUntilItsNextMessage() {
        VenId silent = vtn.join("silent");
        VenId busy = vtn.join("busy");
        vtn.online.sweep();
        assertThat(ids(new Document("online", true))).containsExactlyInAnyOrder(silent.value(), busy.value());

        vtn.clock.turn(OFFLINE.plusSeconds(1));
        poll(vtn, "busy", busy);
        vtn.online.sweep();

        assertThat(ids(new Document("online", false))).containsExactly(silent.value());
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(vtn.vens.states().countOnline()).isEqualTo(1));
        assertThat(vtn.meters
                        .get("flexcoop.vtn.vens")
                        .tag("state", "online")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(vtn.meters
                        .get("flexcoop.vtn.vens")
                        .tag("state", "registered")
                        .gauge()
                        .value())
                .isEqualTo(2);

        poll(vtn, "silent", silent);

        assertThat(ids(new Document("online", false))).isEmpty();
        assertThat(vtn.vens.states().countOnline()).isEqualTo(2);
    }

    @Test
    void aVenThatPollsAnotherNodeIsOnline() {
        VenId ven = vtn.join("a");
        TestVtn other = new TestVtn(mongo, vtn.clock);
        vtn.clock.turn(OFFLINE.minusSeconds(1));
        poll(other, "a", ven);
        other.presence.write();
        vtn.clock.turn(Duration.ofSeconds(2));

        vtn.online.sweep();

        assertThat(ids(new Document("online", true))).containsExactly(ven.value());
    }

    @Test
    void aVenThatCancelsIsOffline() {
        VenId ven = vtn.join("a");

        vtn.administration.cancel(TestVtn.ADMIN, ven);

        assertThat(shown(new Document("online", false), new Document()))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("registration_state", "unregistered"));
        vtn.register(TestVtn.box("a"));
        assertThat(ids(new Document("online", true).append("registration_state", "registered")))
                .hasSize(1);
    }

    @Test
    void aRowShowsTheTransportTheCertificateAndTheLastMessage() {
        VenId ven = vtn.join("a");
        vtn.clock.turn(Duration.ofSeconds(7));
        poll(vtn, "a", ven);

        assertThat(shown(new Document(), new Document())).singleElement().satisfies(row -> assertThat(row)
                .containsEntry("oadr_profile_name", "2.0b")
                .containsEntry("oadr_transport_name", "simpleHttp")
                .containsEntry("oadr_http_pull_model", true)
                .containsEntry("oadr_xml_signature", false)
                .containsEntry("fingerprint", "FP:a")
                .containsEntry("fingerprint_sha256", "sha256-a")
                .containsEntry("last_seen", Date.from(vtn.clock.instant())));
        assertThat(shown(new Document(), new Document("ven_id", 1)))
                .singleElement()
                .satisfies(row -> assertThat(row).doesNotContainKey("last_seen"));
        assertThat(shown(new Document(), new Document("last_seen", 1)))
                .singleElement()
                .satisfies(row -> assertThat(row).containsKey("last_seen"));
        assertThat(shown(new Document(), new Document("fingerprint", 0)))
                .singleElement()
                .satisfies(row -> assertThat(row).containsKey("last_seen"));
    }

    @Test
    void filtersOfALargeFleetUseAnIndex() {
        Date now = Date.from(vtn.clock.instant());
        mongo.database()
                .getCollection(StoredVenRegistry.COLLECTION)
                .insertMany(IntStream.range(0, FLEET)
                        .mapToObj(i -> new Document("_id", "ven-" + i)
                                .append("ven_id", "ven-" + i)
                                .append("registration_id", "registration-" + i)
                                .append("registration_state", "registered")
                                .append("account_id", "account-" + i)
                                .append("aggregator_id", "coop-" + i % 2)
                                .append("fingerprint", "FP:" + i)
                                .append("registered_at", now)
                                .append("online", i % 100 != 0))
                        .toList());
        mongo.database()
                .getCollection(VenPresence.COLLECTION)
                .insertMany(IntStream.range(0, FLEET)
                        .mapToObj(i ->
                                new Document("_id", "ven-" + i).append("last_seen", i % 100 == 0 ? new Date(0) : now))
                        .toList());

        assertThat(examined(new Document("online", false), 0)).isEqualTo(FLEET / 100);
        assertThat(examined(new Document("online", false).append("aggregator_id", "coop-0"), 25))
                .isLessThanOrEqualTo(50);
        assertThat(examined(new Document("registration_state", "registered"), 25))
                .isLessThanOrEqualTo(26);
        assertThat(examined(new Document("fingerprint", "FP:7"), 25)).isEqualTo(1);
        assertThat(shown(new Document("online", true), new Document())).hasSize(1200);
    }

    private long examined(Document filter, int limit) {
        Document find = new Document("find", StoredVenRegistry.COLLECTION)
                .append("filter", filter)
                .append("sort", new Document("_id", 1))
                .append("limit", limit);
        Document plan =
                mongo.database().runCommand(new Document("explain", find).append("verbosity", "executionStats"));
        return ((Number) plan.get("executionStats", Document.class).get("totalDocsExamined")).longValue();
    }
}
