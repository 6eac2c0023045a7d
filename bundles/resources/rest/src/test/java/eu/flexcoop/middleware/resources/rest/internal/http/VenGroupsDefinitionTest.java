package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** Groups of VENs over REST, as the shipped definition has them. */
@NeedsMongod
class VenGroupsDefinitionTest {
    private static final Caller COOP = new Caller(
            "coop", Role.AGGREGATOR, Optional.empty(), Optional.of(new AggregatorId("coop")), Optional.empty());
    private static final Caller ANN =
            new Caller("ann", Role.PROSUMER, Optional.of(new AccountId("ann")), Optional.empty(), Optional.empty());

    private static final List<Document> CHANGES = new ArrayList<>();

    private static PrivateMongod mongod;
    private static Router router;

    @BeforeAll
    static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
        PublishedResources registry = new PublishedResources("ven_group");
        Published.add(
                registry,
                "ven_groups",
                Files.readString(Path.of(
                        "../../../resource-defs/flexcoop/src/main/resources/OSGI-INF/resources/ven_groups.json")));
        MongoCollection<Document> groups = mongod.database().getCollection("ven_group");
        CommandedSource source =
                new CommandedSource(
                        "openadr:ven_group",
                        groups,
                        new OwnerFields(Optional.empty(), Optional.of("aggregator_id"), true),
                        new Document()) {
                    @Override
                    public Map<String, Object> create(Caller caller, Document body) {
                        Document group = new Document("_id", body.get("group_id"))
                                .append("group_id", body.get("group_id"))
                                .append("aggregator_id", body.get("aggregator_id"))
                                .append("_etag", "first");
                        groups.insertOne(group);
                        return group;
                    }

                    @Override
                    public Map<String, Object> change(Caller caller, Document stored, Document changes) {
                        CHANGES.add(changes);
                        return stored.append("_etag", "second");
                    }

                    @Override
                    public void remove(Caller caller, Document stored) {
                        groups.deleteOne(new Document("_id", stored.get("_id")));
                    }
                };
        router = new Router(
                registry,
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), name -> Optional.of(source)),
                Published.SETTINGS);
    }

    @AfterAll
    static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    private static RestResponse request(Caller caller, String method, String address, String body, String... headers) {
        return Requests.request(router, caller, method, address, body, headers);
    }

    @Test
    void anAggregatorMakesChangesAndRemovesItsGroup() {
        String body = "{'group_id': 'north', 'members': ['v1', 'v2']}";
        RestResponse created = request(COOP, "POST", "ven_groups", body);
        assertThat(created.status()).isEqualTo(201);
        assertThat(Requests.json(created)).containsEntry("aggregator_id", "coop");
        assertThat(request(ANN, "POST", "ven_groups", body).status()).isEqualTo(403);
        assertThat(request(ANN, "GET", "ven_groups", "").status()).isEqualTo(403);
        assertThat(request(COOP, "POST", "ven_groups", "{'members': []}").status())
                .isEqualTo(422);

        RestResponse read = request(COOP, "GET", "ven_groups/north", "");
        assertThat(read.headers()).containsEntry("ETag", "\"first\"");
        String changes = "{'add_members': ['v3'], 'remove_members': ['v1']}";
        assertThat(request(COOP, "PATCH", "ven_groups/north", changes).status())
                .as("without If-Match")
                .isEqualTo(428);
        RestResponse changed = request(COOP, "PATCH", "ven_groups/north", changes, "If-Match", "first");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.headers()).containsEntry("ETag", "\"second\"");
        assertThat(CHANGES).containsExactly(Document.parse(changes));

        assertThat(request(COOP, "DELETE", "ven_groups/north", "", "If-Match", "first")
                        .status())
                .isEqualTo(204);
        assertThat(request(COOP, "GET", "ven_groups/north", "").status()).isEqualTo(404);
    }
}
