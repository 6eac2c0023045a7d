package eu.flexcoop.middleware.resources.core.internal.stored;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.extension.api.BundleFile;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.api.DefinitionInstaller.StoredData;
import eu.flexcoop.middleware.resources.api.DefinitionsRefusedException;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.core.internal.parsing.DefinitionException;
import eu.flexcoop.middleware.resources.core.internal.parsing.Definitions;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.core.internal.validation.CompiledSchema;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@NeedsMongod
class DefinitionReviewsTest {
    private static final String FIRST =
            "{'schema': {'kwh': {'type': 'float'}, 'device': {'type': 'string'}, 'note': {'type': 'string'}}}";
    private static final String SECOND =
            "{'schema': {'kwh': {'type': 'string'}, 'device': {'type': 'string', 'unique': true}, 'owner': {'required': true}}}";

    @TempDir
    Path folder;

    private static PrivateMongod server;

    private MongoCollections mongo;
    private DefinitionReviews reviews;

    @BeforeAll
    static void start() throws IOException {
        server = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void store() {
        server.database().drop();
        mongo = MongoCollections.of(server.client(), PrivateMongod.DATABASE);
        reviews = new DefinitionReviews(mongo);
        mongo.database()
                .getCollection("meters")
                .insertMany(List.of(
                        new Document("kwh", 1.5).append("device", "a").append("owner", "x"),
                        new Document("kwh", 2.5).append("device", "a"),
                        new Document("device", "b").append("owner", "y")));
    }

    @AfterEach
    void end() {
        reviews.close();
    }

    private PublishedResource publish(String json) throws IOException, DefinitionException {
        Path file = Files.writeString(folder.resolve("meters.json"), json.replace('\'', '"'));
        var definition = Definitions.parse("meters", json);
        PublishedResource resource = new PublishedResource(definition, new CompiledSchema(definition), new Document());
        reviews.begin(
                "meters", new BundleFile("acme", 7, "meters.json", file.toUri().toURL()), resource);
        return resource;
    }

    private long versions() {
        return mongo.database().getCollection(DefinitionHistory.COLLECTION).countDocuments();
    }

    @Test
    void anIncompatibleChangeIsCountedAgainstTheStoredDocuments() throws Exception {
        publish(FIRST);
        await().until(() -> versions() == 1);

        PublishedResource changed = publish(SECOND);
        await().until(() -> versions() == 2);

        assertThat(reviews.of(changed))
                .anySatisfy(sentence -> assertThat(sentence).contains("'kwh' changes its type from float to string"))
                .anySatisfy(sentence -> assertThat(sentence).contains("'note' is removed"))
                .anySatisfy(sentence -> assertThat(sentence)
                        .contains("2 of 3 stored documents do not fit in 'kwh': must be of string type"))
                .anySatisfy(sentence ->
                        assertThat(sentence).contains("1 of 3 stored documents do not fit in 'owner': required field"))
                .anySatisfy(sentence -> assertThat(sentence)
                        .contains("1 values of the unique field 'device' are in several documents"));
        assertThat(mongo.database()
                        .getCollection(DefinitionHistory.COLLECTION)
                        .find(new Document("incompatible_changes.0", new Document("$exists", true)))
                        .first())
                .containsEntry("resource", "meters")
                .containsEntry("bundle", "acme");

        reviews.end(changed);
        assertThat(reviews.of(changed)).isEmpty();
    }

    @Test
    void theSameVersionIsNoChangeAndKeepsWhatWasFound() throws Exception {
        publish(FIRST);
        await().until(() -> versions() == 1);
        publish(SECOND);
        await().until(() -> versions() == 2);

        PublishedResource again = publish(SECOND);

        await().until(() -> !reviews.of(again).isEmpty());
        assertThat(versions()).isEqualTo(2);
    }

    @Test
    void dataCanBeRemovedAfterItsDefinition() throws Exception {
        publish(FIRST);
        await().until(() -> versions() == 1);
        ResourceData data = new ResourceData(mongo, new PublishedResources());

        assertThat(data.of("meters")).isEqualTo(new StoredData("meters", 3, List.of()));
        mongo.database().getCollection("meters_versions").insertOne(new Document("_id_document", 1));
        file(1, "meters", "gone");
        file(2, "others", "gone");
        file(3, "meters", "coming");
        mongo.database().getCollection("media_journal").insertOne(new Document("_id", 3));
        assertThat(data.drop("meters")).isEqualTo(3);
        assertThat(ids("meters_versions")).isEmpty();
        assertThat(ids("fs.files"))
                .as("of others, and of a write that is not done")
                .containsExactlyInAnyOrder(2, 3);
        assertThat(ids("fs.chunks")).containsExactlyInAnyOrder(2, 3);
        assertThat(mongo.database().getCollection("meters").countDocuments()).isZero();
        assertThatThrownBy(() -> data.of("other"))
                .isInstanceOf(DefinitionsRefusedException.class)
                .hasMessageContaining("There is no resource 'other'");
    }

    private void file(int id, String collection, String document) {
        Document metadata = new Document("collection", collection).append("document", document);
        mongo.database().getCollection("fs.files").insertOne(new Document("_id", id).append("metadata", metadata));
        mongo.database().getCollection("fs.chunks").insertOne(new Document("_id", id).append("files_id", id));
    }

    private List<Object> ids(String collection) {
        List<Object> ids = new ArrayList<>();
        mongo.database().getCollection(collection).find().forEach(each -> ids.add(each.get("_id")));
        return ids;
    }
}
