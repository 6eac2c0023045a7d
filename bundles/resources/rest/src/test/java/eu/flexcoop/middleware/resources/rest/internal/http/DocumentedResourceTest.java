package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

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
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static eu.flexcoop.middleware.resources.rest.internal.http.Requests.json;
import static org.assertj.core.api.Assertions.assertThat;

/** The examples of docs/writing-a-resource.md do what the page says, as they are printed. */
@NeedsMongod
class DocumentedResourceTest {
    private static final Path PAGE = Path.of("../../../docs/writing-a-resource.md");
    private static final String ACCOUNT = "764e95f2-1111-4222-8333-444455556666";
    private static final Caller PROSUMER = prosumer(ACCOUNT, "acme.coop");
    private static final Caller NEIGHBOUR = prosumer("764e95f2-9999-4222-8333-444455556666", "acme.coop");

    private static PrivateMongod mongod;
    private static List<String> examples;
    private static Router router;

    @BeforeAll
    static void publish() throws IOException {
        examples = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        mongod = PrivateMongod.startOrSkip();
        PublishedResources registry = new PublishedResources();
        Published.add(registry, "heat_meter", examples.get(0));
        assertThat(registry.list())
                .allSatisfy(status -> assertThat(status.reason()).isEmpty());
        OpenResources resources = new OpenResources(
                MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), source -> Optional.empty());
        router = new Router(registry, resources, Published.SETTINGS);
    }

    @AfterAll
    static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    private static Caller prosumer(String account, String aggregator) {
        return new Caller(
                account,
                Role.PROSUMER,
                Optional.of(new AccountId(account)),
                Optional.of(new AggregatorId(aggregator)),
                Optional.empty());
    }

    private static RestResponse request(Caller caller, String method, String address, String body) {
        return Requests.request(router, caller, method, address, body);
    }

    @Test
    void theFirstDocumentIsStoredAsPrintedAndBelongsToItsWriter() {
        Document written = json(request(PROSUMER, "POST", "heat_meter", examples.get(1)));

        assertThat(written).containsEntry("_status", "OK");
        Document stored = json(request(PROSUMER, "GET", "heat_meter/" + written.getString("_id"), ""));
        assertThat(stored)
                .containsEntry("account_id", ACCOUNT)
                .containsEntry("aggregator_id", "acme.coop")
                .containsEntry("space", "living");
        assertThat(request(NEIGHBOUR, "GET", "heat_meter/" + written.getString("_id"), "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void documentsOfOthersAndBadValuesAreRefused() {
        for (Map.Entry<String, Object> other : Map.<String, Object>of(
                        "aggregator_id", "other.coop", "account_id", NEIGHBOUR.subject())
                .entrySet()) {
            Document body = Document.parse(examples.get(1)).append(other.getKey(), other.getValue());
            assertThat(request(PROSUMER, "POST", "heat_meter", body.toJson()).status())
                    .isEqualTo(403);
        }
        RestResponse refused = request(
                PROSUMER,
                "POST",
                "heat_meter",
                Document.parse(examples.get(1)).append("value", 200).toJson());
        assertThat(refused.status()).isEqualTo(422);
        assertThat(json(refused).get("_issues", Document.class)).containsEntry("value", "max value is 160");
    }

    @Test
    void theOtherDefinitionsOfThePageAreValid() {
        for (String example : examples) {
            if (example.startsWith("{") && example.contains("\"schema\": {")) {
                PublishedResources registry = new PublishedResources();
                Published.add(registry, "example", example);
                assertThat(registry.list())
                        .allSatisfy(status -> assertThat(status.reason()).isEmpty());
            }
        }
    }
}
