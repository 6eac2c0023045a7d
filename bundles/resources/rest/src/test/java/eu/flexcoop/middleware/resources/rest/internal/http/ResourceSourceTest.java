package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Indexes;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** The owner of data protects its rows, whatever a definition says; against a real mongod. */
@NeedsMongod
public class ResourceSourceTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller SERVICE = RowAccessTest.caller(Role.SERVICE, "gdem");
    private static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");
    private static final Caller COOP = RowAccessTest.caller(Role.AGGREGATOR, "coop");

    private static PrivateMongod mongod;
    private static Router router;

    @BeforeAll
    public static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
        PublishedResources registry = new PublishedResources();
        String address =
                "'id_field': 'account_id', 'item_lookup_field': 'account_id', 'item_url': 'regex(\\\"[a-z]+\\\")', ";
        String grants = "'access': {'prosumer': {}, 'aggregator': {}, 'service': {}, 'admin': {}}";
        String aggregation = "'aggregation': {'index_field': 'timestamp', 'aggregate_fields': {'kwh': 'SUM'}}";
        Published.add(
                registry,
                "partner",
                "{'source': 'telemetry:meter', 'allow_unknown': true, 'item_methods': ['GET'], " + address + aggregation
                        + ", 'schema': {'account_id': {'type': 'string'}, 'timestamp': {'type': 'datetime'}, 'kwh': {'type': 'float'}}}");
        Published.add(
                registry,
                "granted",
                "{'source': 'telemetry:meter', 'allow_unknown': true, 'item_methods': ['GET', 'PATCH', 'DELETE'], "
                        + "'resource_methods': ['GET', 'POST'], " + address + aggregation + ", " + grants
                        + ", 'schema': {'account_id': {'type': 'string'}, 'timestamp': {'type': 'datetime'}, 'kwh': {'type': 'float'}}}");
        Published.add(
                registry,
                "computed",
                "{'source': 'test:computed', " + grants + ", 'schema': {'n': {'type': 'integer'}}}");
        MongoCollection<Document> meter = mongod.database().getCollection("meter");
        meter.createIndex(Indexes.ascending("account_id", "timestamp"));
        for (String account : List.of("ann", "bob")) {
            meter.insertOne(new Document("_id", account)
                    .append("account_id", account)
                    .append("aggregator_id", account.equals("ann") ? "coop" : "other")
                    .append("timestamp", Date.from(Instant.EPOCH))
                    .append("kwh", 1.0));
        }
        Map<String, ResourceSource> sources = new HashMap<>();
        sources.put(
                "telemetry:meter",
                new MongoSource("telemetry:meter", meter, OwnerFields.of("account_id", "aggregator_id")));
        sources.put("test:computed", new ComputedSource());
        router = new Router(
                registry,
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE),
                        name -> Optional.ofNullable(sources.get(name))),
                Published.SETTINGS);
    }

    @AfterAll
    public static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    private static int status(Caller caller, String method, String address) {
        return Requests.request(router, caller, method, address, "{}", "If-Match", "x")
                .status();
    }

    private static List<Document> items(Caller caller, String address) {
        RestResponse answer = Requests.request(router, caller, "GET", address, "");
        assertThat(answer.status()).as(address).isEqualTo(200);
        return Requests.json(answer).getList("_items", Document.class);
    }

    @Test
    public void aDefinitionWithoutAccessIsForAdminsOnly() {
        for (String address : List.of("partner", "partner/ann", "aggregate/partner/1D")) {
            for (Caller caller : List.of(ANN, COOP, SERVICE)) {
                assertThat(status(caller, "GET", address))
                        .as("%s of %s", address, caller.role())
                        .isEqualTo(403);
            }
            assertThat(status(ADMIN, "GET", address)).as(address).isEqualTo(200);
        }
    }

    @Test
    public void aGrantOfAllRowsShowsNoMoreThanTheOwnRows() {
        assertThat(items(ANN, "granted"))
                .extracting(item -> item.get("account_id"))
                .containsExactly("ann");
        assertThat(items(COOP, "granted"))
                .extracting(item -> item.get("account_id"))
                .containsExactly("ann");
        assertThat(items(SERVICE, "granted")).hasSize(2);
        assertThat(items(ANN, "granted?where={\"account_id\":\"bob\"}")).isEmpty();
        assertThat(items(ANN, "aggregate/granted/1D"))
                .extracting(item -> item.get("kwh"))
                .containsExactly(1.0);
        assertThat(items(SERVICE, "aggregate/granted/1D"))
                .extracting(item -> item.get("kwh"))
                .containsExactly(2.0);
        assertThat(status(ANN, "GET", "granted/bob")).isEqualTo(404);
    }

    @Test
    public void aTokenThatNamesNoAccountSeesNoRow() {
        Caller nobody = new Caller("x", Role.PROSUMER, Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(items(nobody, "granted")).isEmpty();
        assertThat(items(nobody, "aggregate/granted/1D")).isEmpty();
    }

    @Test
    public void aSourceWithoutCommandsIsReadOnly() {
        assertThat(status(ADMIN, "POST", "granted")).isEqualTo(405);
        assertThat(status(ADMIN, "DELETE", "granted")).isEqualTo(405);
        String etag = Requests.json(Requests.request(router, ADMIN, "GET", "granted/ann", ""))
                .getString("_etag");
        for (String method : List.of("PATCH", "DELETE")) {
            assertThat(Requests.request(router, ADMIN, method, "granted/ann", "{'kwh': 2}", "If-Match", etag)
                            .status())
                    .as(method)
                    .isEqualTo(405);
        }
        assertThat(items(ADMIN, "granted")).hasSize(2);
    }

    @Test
    public void rowsNeedNotComeFromMongo() {
        assertThat(items(ANN, "computed?max_results=2&page=2"))
                .extracting(item -> item.get("n"))
                .containsExactly(2, 3);
        assertThat(items(SERVICE, "computed")).hasSize(10);
    }

    /** Five rows of each of two prosumers, made up on request. */
    private static final class ComputedSource implements ResourceSource {
        @Override
        public String name() {
            return "test:computed";
        }

        @Override
        public OwnerFields owners() {
            return OwnerFields.of("account_id", "aggregator_id");
        }

        @Override
        public SourceRows find(SourceQuery query, Caller caller) {
            return SourceRows.of(IntStream.range(0, 10)
                    .mapToObj(n -> new BsonDocument("n", new BsonInt32(n % 5))
                            .append("account_id", new BsonString(n < 5 ? "ann" : "bob")))
                    .filter(row -> owners().includes(caller, row))
                    .sorted(Comparator.comparing(row -> row.getInt32("n").getValue()))
                    .skip(query.skip())
                    .limit(query.limit() == 0 ? Long.MAX_VALUE : query.limit())
                    .map(row -> new RawBsonDocument(row, new BsonDocumentCodec()))
                    .toList());
        }
    }
}
