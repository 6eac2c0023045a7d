package eu.flexcoop.middleware.resources.rest.internal.media;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;

import static eu.flexcoop.middleware.resources.rest.internal.http.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

/** Files of documents: how they come and who reads them. */
class MediaTest extends MediaFixture {
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
}
