package eu.flexcoop.middleware.itests;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import eu.flexcoop.middleware.itests.modules.PeakModule;
import eu.flexcoop.middleware.itests.modules.ThrowingModule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Resources and modules come and go while the container runs, good ones and bad ones. */
class HotDeployIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String BOILERS =
            """
            {"resource_methods": ["GET", "POST"], "item_methods": ["GET", "PATCH", "DELETE"],
             "access": {"service": {}, "admin": {}},
             "schema": {"name": {"type": "string", "required": true}, "power": {"type": "float", "min": 0}}}
            """;

    @RegisterExtension
    static final SharedMiddleware SHARED = new SharedMiddleware();

    private static Middleware middleware;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        middleware = SHARED.middleware();
        token = middleware.serviceToken();
    }

    @Test
    void aDroppedFileIsAnApiUntilItIsTakenAway() throws Exception {
        Path file = middleware.home().resolve("deploy/kettles.resource.json");
        Files.writeString(file, BOILERS);
        awaitStatus("/1/kettles", 200);

        var created = middleware.post("/1/kettles", token, "{\"name\": \"hall\", \"power\": 2000}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        assertThat(middleware.post("/1/kettles", token, "{\"power\": -1}").statusCode())
                .isEqualTo(422);

        Files.delete(file);
        awaitStatus("/1/kettles", 404);
    }

    @Test
    void aConfigBundleIsAnApiAndKeepsItsDataWhenItComesBack() throws Exception {
        DeployedBundle bundle = DeployedBundle.resources(middleware, "acme.boilers", Map.of("boilers", BOILERS));
        awaitStatus("/1/boilers", 200);
        assertThat(middleware
                        .post("/1/boilers", token, "{\"name\": \"cellar\"}")
                        .statusCode())
                .isEqualTo(201);

        bundle.remove();
        awaitStatus("/1/boilers", 404);

        DeployedBundle.resources(middleware, "acme.boilers", Map.of("boilers", BOILERS));
        awaitStatus("/1/boilers", 200);
        assertThat(middleware.get("/1/boilers", token).body()).contains("cellar");
    }

    @Test
    void theApiDescribesItself() throws Exception {
        DeployedBundle.resources(middleware, "acme.pumps", Map.of("pumps", BOILERS));
        awaitStatus("/1/pumps", 200);

        assertThat(middleware.get("/1/openapi.json", token).body()).contains("\"/pumps\"", "\"/meter\"", "\"/vpp\"");
        assertThat(middleware.get("/docs/index.html", token).body()).contains("swagger-ui-bundle.js");
        assertThat(middleware.get("/docs/swagger-ui-bundle.js", token).statusCode())
                .isEqualTo(200);
    }

    @Test
    void changesAreSentUntilTheResourceIsTakenAway() throws Exception {
        DeployedBundle bundle = DeployedBundle.resources(middleware, "acme.fans", Map.of("fans", BOILERS));
        awaitStatus("/1/fans", 200);
        HttpResponse<InputStream> stream = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(middleware.http("/1/fans/_changes"))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);

        HttpResponse<String> imported = middleware.send(middleware
                .request("/1/fans", token)
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString("name,power\nattic,20\nbath,30.5\n"))
                .build());
        assertThat(imported.body()).contains("\"_inserted\":2");
        assertThat(middleware
                        .send(middleware
                                .request("/1/fans?sort=name", token)
                                .header("Accept", "text/csv")
                                .build())
                        .body())
                .contains(",attic,20.0,", ",bath,30.5,");
        bundle.remove();

        // the stream is over, so this ends
        String events = new String(stream.body().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(events)
                .contains("event: insert", "\"name\":\"attic\"", "\"name\":\"bath\"", "event: end", "withdrawn");
    }

    @Test
    void aBadDefinitionIsRefusedWithItsReasonAndDisturbsNothing() throws Exception {
        DeployedBundle.resources(
                middleware,
                "acme.bad",
                Map.of("good_one", BOILERS, "bad_one", BOILERS.replace("\"float\"", "\"flot\"")));

        await("the refusal to be shown").atMost(SOON).untilAsserted(() -> assertThat(
                        middleware.shell("resource:list --no-format").output())
                .contains("bad_one")
                .contains("flot"));
        assertThat(middleware.get("/1/good_one", token).statusCode()).isEqualTo(404);
        assertThat(middleware.get("/1/meter", token).statusCode()).isEqualTo(200);
    }

    @Test
    void anOperatorInstallsUpdatesAndRemovesAFolderOfDefinitions() throws Exception {
        Path folder = Files.createDirectories(middleware.data().resolve("tanks-folder"));
        Path file = Files.writeString(folder.resolve("tanks.json"), BOILERS.replace("\"float\"", "\"flot\""));
        Shell.Outcome refused = middleware.shell("resource:install " + folder);
        assertThat(refused.status()).isNotZero();
        assertThat(refused.output() + refused.errors()).contains("tanks.json", "'flot'");
        assertThat(middleware.get("/1/tanks", token).statusCode()).isEqualTo(404);

        Files.writeString(file, BOILERS);
        assertThat(middleware.shell("resource:validate " + folder).output()).contains("is valid");
        assertThat(middleware.shell("resource:install " + folder).output()).contains("installed", "published");
        assertThat(middleware.post("/1/tanks", token, "{\"name\": \"roof\"}").statusCode())
                .isEqualTo(201);

        Files.writeString(file, BOILERS.replace("{\"type\": \"float\"", "{\"required\": true, \"type\": \"float\""));
        assertThat(middleware.shell("resource:install " + folder).output()).contains("updated", "published");
        await("the update to be compared with the stored documents")
                .atMost(SOON)
                .untilAsserted(() -> assertThat(middleware
                                .shell("resource:info --no-format tanks")
                                .output())
                        .contains("'power' becomes required", "1 of 1 stored documents do not fit in 'power'"));

        assertThat(middleware.shell("resource:drop --data --yes tanks").output())
                .contains("Removed 1 document(s)");
        assertThat(middleware.get("/1/tanks", token).body()).contains("\"_items\":[]");
    }

    @Test
    void aModuleIsRunnableAsSoonAsItIsDropped() throws Exception {
        Household household = Household.enrol(middleware, 3);
        household.sendEverything();
        DeployedBundle.module(middleware, PeakModule.class, descriptor("peak", "device_id"));
        awaitListed("peak");

        await("the module to see the household").atMost(SOON).untilAsserted(() -> {
            Shell.Outcome outcome = middleware.shell("module:run peak --wait");
            assertThat(outcome.status()).as(outcome.toString()).isZero();
            assertThat(outcome.output()).as(middleware.howItFares()).doesNotContain(" 0 results");
        });
    }

    @Test
    void aModuleWhoseUpdateIsRefusedGoesOnAsBefore() throws Exception {
        String good = descriptor("peak", "device_id");
        DeployedBundle.module(middleware, PeakModule.class, good);
        awaitListed("peak");

        DeployedBundle.module(middleware, PeakModule.class, good.replace("\"inputs\"", "\"imputs\""));
        await("the refusal and the module").atMost(SOON).untilAsserted(() -> assertThat(
                        middleware.shell("module:list --no-format").output())
                .contains("'imputs' is unknown", "the version before stays in use")
                .containsPattern("peak\\s.*ready"));
        assertThat(middleware.shell("module:run peak --wait").status()).isZero();

        DeployedBundle.module(middleware, PeakModule.class, good.replace("A story's", "A corrected"));
        await("the corrected module").atMost(SOON).untilAsserted(() -> assertThat(
                        middleware.shell("module:list --no-format").output())
                .contains("A corrected module")
                .doesNotContain("imputs"));
    }

    @Test
    void aModuleThatThrowsFailsItsTaskWithTheReason() throws Exception {
        DeployedBundle.module(middleware, ThrowingModule.class, descriptor("throwing", "device_id"));
        awaitListed("throwing");

        Shell.Outcome outcome = middleware.shell("module:run throwing --wait");

        assertThat(outcome.status()).isNotZero();
        assertThat(middleware.shell("task:list --no-format").output()).contains("broken on purpose");
        assertThat(middleware.shell("module:run quality --wait").status()).isZero();
    }

    private static String descriptor(String name, String key) {
        return "{\"name\": \"%s\", \"title\": \"A story's module\", \"inputs\": [\"kwh\"], \"output\": {\"key\": [\"%s\"]}}"
                .formatted(name, key);
    }

    private static void awaitListed(String module) {
        await("module " + module + " to be listed")
                .atMost(SOON)
                .until(() ->
                        middleware.shell("module:list --no-format").output().contains(module));
    }

    private static void awaitStatus(String path, int status) {
        await(path + " to answer " + status)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> middleware.get(path, token).statusCode() == status);
    }
}
