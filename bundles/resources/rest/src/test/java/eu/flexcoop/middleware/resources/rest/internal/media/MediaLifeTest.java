package eu.flexcoop.middleware.resources.rest.internal.media;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;

import static eu.flexcoop.middleware.resources.rest.internal.http.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

/** Files of documents: what changes and removes them. */
class MediaLifeTest extends MediaFixture {
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
