package eu.flexcoop.middleware.resources.rest.internal.media;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import com.mongodb.client.model.Filters;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

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

import static eu.flexcoop.middleware.resources.rest.internal.http.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

/** A resource with files on a real mongod, empty for each test. */
@NeedsMongod
abstract class MediaFixture {
    static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");
    static final Caller BOB = RowAccessTest.caller(Role.PROSUMER, "bob");
    static final Caller GRID = RowAccessTest.caller(Role.AGGREGATOR, "grid");
    static final int LONGEST = 1 << 20;
    static final String HOMES =
            """
            {'resource_methods': ['GET', 'POST', 'PATCH', 'DELETE'], 'item_methods': ['GET', 'PATCH', 'PUT', 'DELETE'], 'extra_response_fields': ['plan'], %s
             'access': {'prosumer': {'rows': {'account_id': '$account'}}, 'admin': {}, 'aggregator': {'methods': ['GET'], 'hidden': ['plan']}},
             'schema': {'account_id': {'type': 'string'}, 'n': {'type': 'integer'}, 'plan': {'type': 'media'},
                        'photos': {'type': 'list', 'schema': {'type': 'media'}},
                        'deep': {'type': 'dict', 'schema': {'file': {'type': 'media'}}}}}""";

    static PrivateMongod mongod;
    MediaFiles files;
    Router router;

    @BeforeAll
    static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void publish() {
        for (String name : List.of("homes", "homes_versions", "fs.files", "fs.chunks", FileJournal.COLLECTION)) {
            mongod.database().getCollection(name).deleteMany(new Document());
        }
        publish("");
    }

    void publish(String keys) {
        PublishedResources registry = new PublishedResources();
        Published.add(registry, "homes", HOMES.formatted(keys));
        files = new MediaFiles(mongod.database(), LONGEST);
        router = new Router(
                registry,
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), name -> Optional.empty(), files),
                Published.SETTINGS);
    }

    RestResponse request(Caller caller, String method, String address, String body, String... headers) {
        return Requests.request(router, caller, method, address, body, headers);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    Document post(Caller caller, String body, String... headers) {
        RestResponse answer = request(caller, "POST", "homes", body, headers);
        assertThat(answer.status()).as(() -> json(answer).toJson()).isEqualTo(201);
        return json(answer);
    }

    static String form(String name, String type, String content) {
        return "--b\r\nContent-Disposition: form-data; name=n\r\n\r\n7\r\n--b\r\nContent-Type: " + type
                + "\r\nContent-Disposition: form-data; name=plan; filename=" + name + "\r\n\r\n" + content
                + "\r\n--b--";
    }

    Document upload(Caller caller, String content) {
        return post(caller, form("plan.txt", "text/plain", content), "Content-Type", "multipart/form-data; boundary=b");
    }

    Document home(Document posted) {
        return json(request(ADMIN, "GET", "homes/" + posted.getString("_id"), ""));
    }

    /** As the database has it. */
    static ObjectId plan(Document posted) {
        return mongod.database()
                .getCollection("homes")
                .find(Filters.eq("_id", new ObjectId(posted.getString("_id"))))
                .first()
                .getObjectId("plan");
    }

    static long count(String collection) {
        return mongod.database().getCollection(collection).countDocuments();
    }

    static String text(RestResponse answer) {
        try (answer) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(answer.body());
            if (answer.rest() != null) {
                answer.rest().writeTo(all);
            }
            return all.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
