package eu.flexcoop.middleware.resources.rest.internal.embed;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.http.Published;
import eu.flexcoop.middleware.resources.rest.internal.http.Requests;
import eu.flexcoop.middleware.resources.rest.internal.http.Router;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** Documents in place of references, against a real mongod. */
@NeedsMongod
class EmbeddingTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");

    private static PrivateMongod mongod;
    private static Router router;

    @BeforeAll
    static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
        PublishedResources registry = new PublishedResources();
        Published.add(
                registry,
                "homes",
                """
                {'access': {'prosumer': {'rows': {'owner': '$account'}, 'hidden': ['alarm']}, 'admin': {}},
                 'schema': {'owner': {'type': 'string'}, 'alarm': {'type': 'string'}, 'place': {'type': 'string'}}}""");
        Published.add(
                registry,
                "secrets",
                """
                {'access': {'admin': {}}, 'schema': {'word': {'type': 'string'}}}""");
        Published.add(
                registry,
                "devices",
                """
                {'access': {'prosumer': {}, 'admin': {}}, 'id_field': 'serial',
                 'item_url': 'regex(\\"[0-9]+\\")',
                 'schema': {'serial': {'type': 'integer'},
                            'home': {'type': 'objectid', 'data_relation': {'resource': 'homes', 'embeddable': true}}}}""");
        String reference =
                "{'type': 'integer', 'data_relation': {'resource': 'devices', 'field': 'serial', 'embeddable': true}}";
        String schema =
                """
                'schema': {'n': {'type': 'integer'}, 'device': %1$s, 'devices': {'type': 'list', 'schema': %1$s},
                           'place': {'type': 'dict', 'schema': {'home': {'type': 'objectid',
                                'data_relation': {'resource': 'homes', 'embeddable': true}}}},
                           'secret': {'type': 'objectid', 'data_relation': {'resource': 'secrets', 'embeddable': true}}}}"""
                        .formatted(reference);
        Published.add(registry, "jobs", "{'access': {'prosumer': {}, 'admin': {}}, " + schema);
        Published.add(
                registry,
                "jobs_whole",
                "{'datasource': {'source': 'jobs'}, 'embedded_fields': ['device'], 'access': {'admin': {}}, " + schema);
        Published.add(
                registry,
                "jobs_plain",
                "{'datasource': {'source': 'jobs'}, 'embedding': false, 'access': {'admin': {}}, " + schema);
        router = new Router(
                registry,
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), name -> Optional.empty()),
                Published.SETTINGS);
    }

    @AfterAll
    static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void empty() {
        for (String collection : List.of("homes", "secrets", "devices", "jobs")) {
            mongod.database().getCollection(collection).deleteMany(new Document());
        }
    }

    private static ObjectId stored(String collection, Document document) {
        ObjectId id = new ObjectId();
        mongod.database()
                .getCollection(collection)
                .insertOne(document.append("_id", id)
                        .append("_etag", "e")
                        .append("_created", new Date(0))
                        .append("_updated", new Date(0)));
        return id;
    }

    private static RestResponse get(Caller caller, String address, String embedded) {
        String query = embedded == null
                ? ""
                : "?embedded=" + URLEncoder.encode(embedded.replace('\'', '"'), StandardCharsets.UTF_8);
        return Requests.request(router, caller, "GET", address + query, "");
    }

    private static Document item(Caller caller, ObjectId job, String embedded) {
        RestResponse answer = get(caller, "jobs/" + job.toHexString(), embedded);
        assertThat(answer.status()).isEqualTo(200);
        return Requests.json(answer);
    }

    @Test
    void referencesOfReferencesAreEmbeddedAtAnyDepthThatIsNamed() {
        ObjectId home = stored("homes", new Document("owner", "ann").append("place", "Rue 1"));
        stored("devices", new Document("serial", 7).append("home", home));
        ObjectId job = stored("jobs", new Document("device", 7));

        Document whole = item(ADMIN, job, "{'device': 1, 'device.home': 1}");
        assertThat(whole.getEmbedded(List.of("device", "home", "place"), String.class))
                .isEqualTo("Rue 1");
        assertThat(whole.getEmbedded(List.of("_links", "related", "device", "href"), String.class))
                .isEqualTo("devices/7");
        assertThat(item(ADMIN, job, "{'device': 1}").getEmbedded(List.of("device", "home"), Object.class))
                .isEqualTo(home.toHexString());
        assertThat(item(ADMIN, job, "{'device.home': 1}").get("device"))
                .as("what leads to it is not embedded")
                .isEqualTo(7);
    }

    @Test
    void anIdThatIsANumberIsANumberInEveryAnswer() {
        stored("devices", new Document("serial", 7));

        assertThat(Requests.json(get(ADMIN, "devices/7", null)).get("serial")).isEqualTo(7);
        assertThat(Requests.json(get(ADMIN, "devices", null))
                        .getList("_items", Document.class)
                        .get(0)
                        .get("serial"))
                .isEqualTo(7);
    }

    @Test
    void aListOfReferencesKeepsItsOrderAndHasNullForADocumentThatIsGone() {
        stored("devices", new Document("serial", 1L));
        stored("devices", new Document("serial", 2));
        ObjectId job = stored("jobs", new Document("devices", List.of(2, 9, 1, 2)));

        List<Document> devices = item(ADMIN, job, "{'devices': 1}").getList("devices", Document.class);
        assertThat(devices)
                .extracting(device -> device == null ? null : device.getInteger("serial"))
                .containsExactly(2, null, 1, 2);
    }

    @Test
    void aReferenceInsideAnObjectIsEmbedded() {
        ObjectId home = stored("homes", new Document("owner", "ann").append("place", "Rue 1"));
        ObjectId job = stored("jobs", new Document("place", new Document("home", home)));

        assertThat(item(ADMIN, job, "{'place.home': 1}").getEmbedded(List.of("place", "home", "owner"), String.class))
                .isEqualTo("ann");
    }

    @Test
    void embeddingShowsNoRowsAndFieldsThatTheCallerCouldNotReadThere() {
        ObjectId own = stored("homes", new Document("owner", "ann").append("alarm", "1234"));
        ObjectId foreign = stored("homes", new Document("owner", "bob").append("alarm", "5678"));
        ObjectId secret = stored("secrets", new Document("word", "sesame"));
        stored("devices", new Document("serial", 1).append("home", own));
        stored("devices", new Document("serial", 2).append("home", foreign));
        ObjectId job = stored("jobs", new Document("devices", List.of(1, 2)).append("secret", secret));

        Document answer = item(ANN, job, "{'devices': 1, 'devices.home': 1, 'secret': 1}");
        List<Document> devices = answer.getList("devices", Document.class);
        assertThat(devices.get(0).get("home", Document.class))
                .containsEntry("owner", "ann")
                .doesNotContainKey("alarm");
        assertThat(devices.get(1)).containsEntry("home", null);
        assertThat(answer.get("secret")).isEqualTo(secret.toHexString());
        assertThat(item(ADMIN, job, "{'secret': 1}").getEmbedded(List.of("secret", "word"), String.class))
                .isEqualTo("sesame");
    }

    @Test
    void aLongListIsEmbeddedInBatches() {
        List<Document> jobs = new ArrayList<>();
        IntStream.range(0, 250).forEach(n -> {
            stored("devices", new Document("serial", n));
            jobs.add(new Document("n", n).append("device", n));
        });
        mongod.database().getCollection("jobs").insertMany(jobs);

        Document list = Requests.json(Requests.request(
                router, ADMIN, "GET", "jobs?max_results=300&sort=n&embedded=%7B%22device%22%3A1%7D", ""));
        assertThat(list.getList("_items", Document.class)).hasSize(250).allSatisfy(job -> assertThat(
                        job.getEmbedded(List.of("device", "serial"), Integer.class))
                .isEqualTo(job.getInteger("n")));
    }

    @Test
    void theDefinitionSaysWhatIsEmbeddedWithoutBeingAskedFor() {
        stored("devices", new Document("serial", 7));
        String id = stored("jobs", new Document("device", 7)).toHexString();

        assertThat(Requests.json(get(ADMIN, "jobs_whole/" + id, null)).get("device"))
                .isInstanceOf(Document.class);
        assertThat(Requests.json(get(ADMIN, "jobs_whole/" + id, "{'device': 0}"))
                        .get("device"))
                .isEqualTo(7);
        assertThat(Requests.json(get(ADMIN, "jobs_plain/" + id, "{'device': 1}"))
                        .get("device"))
                .isEqualTo(7);
    }

    @Test
    void namesThatAreNoReferencesAreIgnoredAndWhatIsNoObjectIsRefused() {
        ObjectId job = stored("jobs", new Document("n", 1));

        assertThat(item(ADMIN, job, "{'n': 1, 'nothing': 1, 'device.serial.x': 1, '.': 1, '': 1}"))
                .containsEntry("n", 1);
        for (String bad : List.of("{'device'", "[1]", "7", "device")) {
            RestResponse answer = get(ADMIN, "jobs", bad);
            assertThat(answer.status()).as(bad).isEqualTo(400);
            assertThat(Requests.json(answer).getEmbedded(List.of("_error", "message"), String.class))
                    .isEqualTo("Unable to parse `embedded` clause");
        }
        assertThat(get(ADMIN, "jobs", "{'a.a.a.a.a.a.a.a.a': 1}").status()).isEqualTo(400);
    }

    @Test
    void aChangeOfAnEmbeddedDocumentIsAChangeOfTheAnswer() {
        stored("devices", new Document("serial", 1));
        ObjectId job = stored("jobs", new Document("device", 1));
        mongod.database()
                .getCollection("devices")
                .updateMany(new Document(), new Document("$set", new Document("_updated", new Date(5_000_000))));
        String address = "jobs/" + job.toHexString();
        String embedded = address + "?embedded={\"device\":1}";
        String etag = get(ADMIN, address, null).headers().get("ETag");
        String before = "Thu, 01 Jan 1970 01:00:00 GMT";
        String after = "Thu, 01 Jan 1970 02:00:00 GMT";

        assertThat(status(address, "If-Modified-Since", before)).isEqualTo(304);
        assertThat(status(embedded, "If-Modified-Since", before)).isEqualTo(200);
        assertThat(status(embedded, "If-Modified-Since", after)).isEqualTo(304);
        assertThat(status(embedded, "If-Modified-Since", after, "If-None-Match", etag))
                .isEqualTo(304);
        assertThat(status(embedded, "If-Modified-Since", before, "If-None-Match", etag))
                .isEqualTo(200);
        assertThat(status(address, "If-None-Match", etag)).isEqualTo(304);
        assertThat(status(embedded, "If-None-Match", etag)).isEqualTo(200);
    }

    private static int status(String address, String... headers) {
        return Requests.request(router, ADMIN, "GET", address, "", headers).status();
    }
}
