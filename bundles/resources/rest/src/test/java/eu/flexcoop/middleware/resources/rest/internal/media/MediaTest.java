package eu.flexcoop.middleware.resources.rest.internal.media;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

/** Files of documents: how they come, who reads them and when they leave. */
@NeedsMongod
class MediaTest {
    private static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    private static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");
    private static final Caller BOB = RowAccessTest.caller(Role.PROSUMER, "bob");
    private static final Caller GRID = RowAccessTest.caller(Role.AGGREGATOR, "grid");
    private static final int LONGEST = 1 << 20;
    private static final String HOMES =
            """
            {'resource_methods': ['GET', 'POST', 'PATCH', 'DELETE'], 'item_methods': ['GET', 'PATCH', 'PUT', 'DELETE'], 'extra_response_fields': ['plan'], %s
             'access': {'prosumer': {'rows': {'account_id': '$account'}}, 'admin': {}, 'aggregator': {'methods': ['GET'], 'hidden': ['plan']}},
             'schema': {'account_id': {'type': 'string'}, 'n': {'type': 'integer'}, 'plan': {'type': 'media'},
                        'photos': {'type': 'list', 'schema': {'type': 'media'}},
                        'deep': {'type': 'dict', 'schema': {'file': {'type': 'media'}}}}}""";

    private static PrivateMongod mongod;
    private MediaFiles files;
    private Router router;

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

    private void publish(String keys) {
        PublishedResources registry = new PublishedResources();
        Published.add(registry, "homes", HOMES.formatted(keys));
        files = new MediaFiles(mongod.database(), LONGEST);
        router = new Router(
                registry,
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), name -> Optional.empty(), files),
                Published.SETTINGS);
    }

    private RestResponse request(Caller caller, String method, String address, String body, String... headers) {
        return Requests.request(router, caller, method, address, body, headers);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Document post(Caller caller, String body, String... headers) {
        RestResponse answer = request(caller, "POST", "homes", body, headers);
        assertThat(answer.status()).as(() -> json(answer).toJson()).isEqualTo(201);
        return json(answer);
    }

    private static String form(String name, String type, String content) {
        return "--b\r\nContent-Disposition: form-data; name=n\r\n\r\n7\r\n--b\r\nContent-Type: " + type
                + "\r\nContent-Disposition: form-data; name=plan; filename=" + name + "\r\n\r\n" + content
                + "\r\n--b--";
    }

    private Document upload(Caller caller, String content) {
        return post(caller, form("plan.txt", "text/plain", content), "Content-Type", "multipart/form-data; boundary=b");
    }

    private Document home(Document posted) {
        return json(request(ADMIN, "GET", "homes/" + posted.getString("_id"), ""));
    }

    /** As the database has it. */
    private static ObjectId plan(Document posted) {
        return mongod.database()
                .getCollection("homes")
                .find(Filters.eq("_id", new ObjectId(posted.getString("_id"))))
                .first()
                .getObjectId("plan");
    }

    private static long count(String collection) {
        return mongod.database().getCollection(collection).countDocuments();
    }

    private static String text(RestResponse answer) {
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

    @Test
    void filesAreSentAsFormsOrBase64AndAnsweredAsBase64() {
        Document form = home(upload(ANN, "hello"));
        assertThat(form)
                .containsEntry("n", 7)
                .containsEntry("plan", base64("hello"))
                .containsEntry("account_id", "ann");

        Document posted = post(
                ANN,
                "{'plan': {'file': '%s', 'name': 'é.txt', 'content_type': 'text/x'}, 'photos': ['%s', '%s'], 'deep': {'file': '%s'}}"
                        .formatted(base64("a"), base64("b"), base64("c"), base64("d")));
        assertThat(home(posted))
                .containsEntry("plan", base64("a"))
                .containsEntry("photos", List.of(base64("b"), base64("c")))
                .containsEntry("deep", new Document("file", base64("d")));
        MediaFile file = files.find(plan(posted)).orElseThrow();
        assertThat(file.name()).contains("é.txt");
        assertThat(file.contentType()).contains("text/x");
        Document list = json(request(ANN, "GET", "homes?sort=n", ""));
        assertThat(list.getList("_items", Document.class)).hasSize(2).anyMatch(item -> base64("hello")
                .equals(item.get("plan")));
        assertThat(count(FileJournal.COLLECTION)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'not base64!'", "5", "{'file': 5}", "'/1/media/5fd0a1b2c3d4e5f6a7b8c9d0'", "'a'"})
    void otherValuesAreRefusedAndLeaveNothing(String value) {
        RestResponse answer =
                request(ANN, "POST", "homes", "{'photos': ['%s'], 'plan': %s}".formatted(base64("x"), value));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(json(answer).get("_issues", Document.class)).containsEntry("plan", "must be of media type");
        assertThat(count("fs.files")).isZero();
        assertThat(count("fs.chunks")).isZero();
        assertThat(count(FileJournal.COLLECTION)).isZero();
    }

    @Test
    void responsesToWritesAndOldVersionsHaveAddresses() {
        publish("'versioning': true,");
        Document posted = upload(ANN, "x");
        String address = "media/" + plan(posted).toHexString();
        assertThat(posted).containsEntry("plan", address);
        Document version = json(request(ANN, "GET", "homes/" + posted.getString("_id") + "?version=1", ""));
        assertThat(version).containsEntry("plan", "/1/" + address);
    }

    @Test
    void aTransactionTakesFilesWithItsDocuments() {
        Document posted = upload(ANN, "old");
        RestResponse changed =
                request(ANN, "PATCH", "homes?where={\"n\":7}", "{'plan': '%s'}".formatted(base64("new")));
        assertThat(changed.status()).as(() -> json(changed).toJson()).isEqualTo(200);
        assertThat(home(posted)).containsEntry("plan", base64("new"));
        assertThat(request(ANN, "DELETE", "homes?where={\"n\":7}", "").status()).isEqualTo(200);
        assertThat(count("homes")).isZero();
        files.cleanup().run(Instant.now().plus(FileJournal.GRACE).plus(Duration.ofMinutes(1)));
        assertThat(count("fs.files") + count("fs.chunks") + count(FileJournal.COLLECTION))
                .isZero();
    }

    @Test
    void filesForOtherFieldsAndFilesThatAreTooLongAreRefused() {
        String type = "multipart/form-data; boundary=b";
        String wrong = form("a", "text/plain", "x").replace("name=plan", "name=n");
        assertThat(request(ANN, "POST", "homes", wrong, "Content-Type", type).status())
                .isEqualTo(400);
        String large = form("a", "text/plain", "x".repeat(LONGEST + 1));
        assertThat(request(ANN, "POST", "homes", large, "Content-Type", type).status())
                .isEqualTo(413);
        String cut = form("a", "text/plain", "x".repeat(300_000)).replace("\r\n--b--", "");
        assertThat(request(ANN, "POST", "homes", cut, "Content-Type", type).status())
                .isEqualTo(400);
        assertThat(count("homes") + count("fs.files") + count("fs.chunks") + count(FileJournal.COLLECTION))
                .isZero();
    }

    @Test
    void aFileIsReadAtItsAddressByThoseWhoSeeItsField() {
        Document posted = upload(ANN, "0123456789");
        String address = "media/" + plan(posted).toHexString();

        RestResponse whole = request(ANN, "GET", address, "");
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.headers())
                .containsEntry("Content-Type", "text/plain")
                .containsEntry("Content-Length", "10")
                .containsEntry("Accept-Ranges", "bytes")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("Content-Disposition", "inline; filename*=UTF-8''plan.txt");
        assertThat(text(whole)).isEqualTo("0123456789");
        assertThat(request(BOB, "GET", address, "").status()).isEqualTo(404);
        assertThat(request(GRID, "GET", address, "").status()).isEqualTo(404);
        assertThat(request(ADMIN, "GET", address, "").status()).isEqualTo(200);
        assertThat(request(ADMIN, "DELETE", address, "").status()).isEqualTo(405);
        assertThat(request(ADMIN, "GET", "media/5fd0a1b2c3d4e5f6a7b8c9d0", "").status())
                .isEqualTo(404);
    }

    @Test
    void rangesAndConditionsAreAnswered() {
        String address = "media/" + plan(upload(ANN, "0123456789")).toHexString();
        RestResponse part = request(ANN, "GET", address, "", "Range", "bytes=2-4");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.headers())
                .containsEntry("Content-Range", "bytes 2-4/10")
                .containsEntry("Content-Length", "3");
        assertThat(text(part)).isEqualTo("234");
        assertThat(text(request(ANN, "GET", address, "", "Range", "bytes=-3"))).isEqualTo("789");
        assertThat(text(request(ANN, "GET", address, "", "Range", "bytes=8-99")))
                .isEqualTo("89");
        assertThat(request(ANN, "GET", address, "", "Range", "bytes=0-1,4-5").status())
                .isEqualTo(200);
        assertThat(request(ANN, "GET", address, "", "Range", "lines=1-2").status())
                .isEqualTo(200);
        RestResponse beyond = request(ANN, "GET", address, "", "Range", "bytes=10-");
        assertThat(beyond.status()).isEqualTo(416);

        String etag = part.headers().get("ETag");
        String date = part.headers().get("Last-Modified");
        assertThat(request(ANN, "GET", address, "", "If-None-Match", etag).status())
                .isEqualTo(304);
        assertThat(request(ANN, "GET", address, "", "If-Modified-Since", date).status())
                .isEqualTo(304);
        assertThat(request(ANN, "GET", address, "", "If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT")
                        .status())
                .isEqualTo(200);
        assertThat(request(ANN, "GET", address, "", "Range", "bytes=0-1", "If-Range", "\"x\"")
                        .status())
                .isEqualTo(200);
        assertThat(request(ANN, "GET", address, "", "Range", "bytes=0-1", "If-Range", etag)
                        .status())
                .isEqualTo(206);
    }

    @Test
    void aChangeReplacesTheFileOrKeepsItByItsAddress() {
        Document posted = upload(ANN, "old");
        String address = "homes/" + posted.getString("_id");
        ObjectId old = plan(posted);

        RestResponse kept = request(
                ANN,
                "PUT",
                address,
                "{'n': 8, 'plan': '/1/media/%s'}".formatted(old.toHexString()),
                "If-Match",
                posted.getString("_etag"));
        assertThat(kept.status()).as(() -> json(kept).toJson()).isEqualTo(200);
        assertThat(plan(posted)).isEqualTo(old);
        RestResponse replaced = request(
                ANN,
                "PATCH",
                address,
                "{'plan': '%s'}".formatted(base64("new")),
                "If-Match",
                json(kept).getString("_etag"));
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(home(posted)).containsEntry("plan", base64("new"));
        assertThat(files.find(old)).isEmpty();
        assertThat(count("fs.files")).isEqualTo(1);
        assertThat(request(ANN, "GET", "media/" + old.toHexString(), "").status())
                .isEqualTo(404);

        RestResponse stale = request(ANN, "PATCH", address, "{'plan': '%s'}".formatted(base64("x")), "If-Match", "no");
        assertThat(stale.status()).isEqualTo(412);
        assertThat(count("fs.files")).isEqualTo(1);
        assertThat(count(FileJournal.COLLECTION)).isZero();
    }

    @Test
    void nobodyTakesTheFileOfAnotherDocument() {
        ObjectId his = plan(upload(BOB, "his"));
        Document mine = upload(ANN, "mine");

        RestResponse taken = request(
                ANN,
                "PATCH",
                "homes/" + mine.getString("_id"),
                "{'plan': '/1/media/%s'}".formatted(his.toHexString()),
                "If-Match",
                mine.getString("_etag"));
        assertThat(taken.status()).isEqualTo(422);
        assertThat(home(mine)).containsEntry("plan", base64("mine"));
    }

    @Test
    void filesLeaveWithTheirDocuments() {
        Document first = upload(ANN, "1");
        upload(ANN, "2");
        upload(BOB, "3");

        request(ANN, "DELETE", "homes/" + first.getString("_id"), "", "If-Match", first.getString("_etag"));
        assertThat(count("fs.files")).isEqualTo(2);
        assertThat(request(ANN, "DELETE", "homes", "").status()).isEqualTo(204);
        assertThat(count("fs.files")).isEqualTo(1);
        assertThat(count("fs.chunks")).isEqualTo(1);
        assertThat(count(FileJournal.COLLECTION)).isZero();
    }

    @Test
    void aDeletedDocumentThatCanBeRestoredKeepsItsFile() {
        publish("'soft_delete': true,");
        Document posted = upload(ANN, "kept");
        String address = "homes/" + posted.getString("_id");
        ObjectId plan = plan(posted);

        request(ANN, "DELETE", address, "", "If-Match", posted.getString("_etag"));
        assertThat(request(ANN, "GET", "media/" + plan.toHexString(), "").status())
                .isEqualTo(404);
        String etag = json(request(ANN, "GET", address, "")).getString("_etag");
        assertThat(request(ANN, "PATCH", address, "{}", "If-Match", etag).status())
                .isEqualTo(200);
        assertThat(text(request(ANN, "GET", "media/" + plan.toHexString(), ""))).isEqualTo("kept");
    }

    @Test
    void anEarlierVersionKeepsItsFileUntilTheDocumentIsDeleted() {
        publish("'versioning': true,");
        Document posted = upload(ANN, "first");
        String address = "homes/" + posted.getString("_id");
        ObjectId first = plan(posted);

        RestResponse changed = request(
                ANN,
                "PATCH",
                address,
                "{'plan': '%s'}".formatted(base64("second")),
                "If-Match",
                posted.getString("_etag"));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(count("fs.files")).isEqualTo(2);
        assertThat(text(request(ANN, "GET", "media/" + first.toHexString(), "")))
                .isEqualTo("first");
        assertThat(request(BOB, "GET", "media/" + first.toHexString(), "").status())
                .isEqualTo(404);
        assertThat(request(GRID, "GET", "media/" + first.toHexString(), "").status())
                .isEqualTo(404);
        String etag = json(changed).getString("_etag");
        assertThat(request(ANN, "DELETE", address, "", "If-Match", etag).status())
                .isEqualTo(204);
        assertThat(count("fs.files") + count("fs.chunks") + count(FileJournal.COLLECTION))
                .isZero();
    }

    /** The process is killed between the steps of a write. */
    @Test
    void aCleanupRemovesWhatInterruptedRequestsLeft() throws IOException {
        ObjectId kept = plan(upload(ANN, "kept"));
        MediaFile.Owner owner = files.find(kept).orElseThrow().owner().orElseThrow();
        // a replacement that was not stored, and an upload whose document was not
        files.journal().enter(List.of(kept), owner.collection(), owner.document());
        ObjectId lost = files.upload(new ByteArrayInputStream(new byte[600_000]), "lost", Optional.empty());
        // an upload in the middle of which nothing came any more: chunks without a file
        mongod.database().getCollection("fs.files").deleteOne(Filters.eq("_id", lost));

        files.cleanup().run(Instant.now());
        assertThat(count(FileJournal.COLLECTION)).as("requests may go on").isEqualTo(2);
        files.cleanup().run(Instant.now().plus(FileJournal.GRACE).plus(Duration.ofMinutes(1)));
        assertThat(count(FileJournal.COLLECTION)).isZero();
        assertThat(files.find(kept)).isPresent();
        assertThat(mongod.database().getCollection("fs.chunks").countDocuments(Filters.eq("files_id", lost)))
                .isZero();
    }

    @Test
    void largeFilesAreReadWhileTheyAreSent() {
        Document posted = upload(ANN, "y".repeat(700_000));
        RestResponse item = request(ANN, "GET", "homes/" + posted.getString("_id"), "");
        assertThat(item.rest()).isNotNull();
        assertThat(item.body()).hasSizeLessThan(1000);
        assertThat(item.headers()).containsEntry("ETag", '"' + posted.getString("_etag") + '"');
        assertThat(Document.parse(text(item))).containsEntry("plan", base64("y".repeat(700_000)));
        RestResponse list = request(ANN, "GET", "homes", "");
        assertThat(list.body()).hasSizeLessThan(1000);
        assertThat(Document.parse(text(list)).getList("_items", Document.class)).hasSize(1);
    }

    @Test
    void formsWithOneLinePerDocumentAndXmlHaveAddresses() {
        Document posted = upload(ANN, "x");
        String address = "/1/media/" + plan(posted).toHexString();
        assertThat(text(request(ANN, "GET", "homes", "", "Accept", "application/x-ndjson")))
                .contains(address);
        assertThat(text(request(ANN, "GET", "homes/" + posted.getString("_id"), "", "Accept", "text/xml")))
                .contains("<plan>" + address + "</plan>");
    }

    @Test
    void oldFilesOfEveAreRead() {
        Document posted = upload(ANN, "eve");
        mongod.database()
                .getCollection("fs.files")
                .updateOne(
                        Filters.eq("_id", plan(posted)),
                        Updates.combine(Updates.unset("metadata"), Updates.set("contentType", "image/png")));
        assertThat(home(posted)).containsEntry("plan", base64("eve"));
    }
}
