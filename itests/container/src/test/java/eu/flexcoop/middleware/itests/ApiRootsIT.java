package eu.flexcoop.middleware.itests;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Several APIs of bundles beside the platform's own, in one container. */
class ApiRootsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String PEOPLE =
            """
            {"resource_methods": ["GET", "POST"], "public_methods": ["GET"], "access": {"service": {}},
             "schema": {"name": {"type": "string", "required": true}}}
            """;
    private static final String SETTINGS =
            """
            {"URL_PREFIX": "%s", "X_DOMAINS": ["https://app.example.org"], "X_HEADERS": ["Authorization"]}
            """;

    private static final String PUBLIC =
            """
            "PUBLIC_METHODS": ["GET", "POST", "DELETE"], "PUBLIC_ITEM_METHODS": ["GET", "PATCH", "PUT", "DELETE"],
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

    private static void awaitStatus(String path, int status) {
        await(path + " to answer " + status).atMost(SOON).untilAsserted(() -> assertThat(
                        middleware.get(path, token).statusCode())
                .isEqualTo(status));
    }

    @Test
    void eachRootHasItsDocumentsAndIsGoneWithItsBundle() throws Exception {
        DeployedBundle one = DeployedBundle.resources(
                middleware, "acme.one", Map.of("people", PEOPLE, "settings", SETTINGS.formatted("one")));
        DeployedBundle.resources(
                middleware, "acme.two", Map.of("people", PEOPLE, "settings", SETTINGS.formatted("two")));
        awaitStatus("/one/people", 200);
        awaitStatus("/two/people", 200);

        assertThat(middleware.post("/one/people", token, "{\"name\": \"Ann\"}").statusCode())
                .isEqualTo(201);
        assertThat(middleware.get("/one/people", token).body()).contains("Ann");
        assertThat(middleware.get("/two/people", token).body()).doesNotContain("Ann");
        assertThat(middleware.get("/1/people", token).statusCode()).isEqualTo(404);
        assertThat(middleware.get("/two/openapi.json", token).body()).contains("\"/people\"");
        assertThat(middleware.get("/docs/roots.json", "").body()).contains("\"one\"", "\"two\"");

        one.remove();
        awaitStatus("/one/people", 404);
        assertThat(middleware.get("/two/people", token).statusCode()).isEqualTo(200);
    }

    @Test
    void onlyWhatIsPublicNeedsNoTokenAndPagesOfOtherOriginsReadEveryAnswer() throws Exception {
        DeployedBundle.resources(
                middleware, "acme.open", Map.of("people", PEOPLE, "settings", SETTINGS.formatted("open")));
        awaitStatus("/open/people", 200);

        assertThat(middleware.get("/open/people", "").statusCode()).isEqualTo(200);
        HttpResponse<String> refused = middleware.send(middleware
                .request("/open/people", "")
                .header("Origin", "https://app.example.org")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"Ann\"}"))
                .build());
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Bearer");
        assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).contains("https://app.example.org");
        HttpResponse<String> preflight = middleware.send(middleware
                .request("/open/people", "")
                .header("Origin", "https://app.example.org")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build());
        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight
                        .headers()
                        .firstValue("Access-Control-Allow-Methods")
                        .orElseThrow())
                .contains("POST");
        assertThat(middleware.get("/open/people/nothing", "").statusCode()).isEqualTo(401);
    }

    @Test
    void theOlderBundleKeepsAnAddressUntilItLeaves() throws Exception {
        DeployedBundle older = DeployedBundle.resources(
                middleware, "acme.older", Map.of("cats", PEOPLE, "settings", SETTINGS.formatted("pets")));
        awaitStatus("/pets/cats", 200);
        DeployedBundle.resources(
                middleware, "acme.younger", Map.of("dogs", PEOPLE, "settings", SETTINGS.formatted("pets")));
        await("the shadow to be shown").atMost(SOON).untilAsserted(() -> assertThat(
                        middleware.shell("resource:list --no-format").output())
                .contains("API root '/pets' belongs to the older bundle acme.older"));
        assertThat(middleware.get("/pets/dogs", token).statusCode()).isEqualTo(404);

        older.remove();
        awaitStatus("/pets/dogs", 200);
        awaitStatus("/pets/cats", 404);
    }

    /** The profiles with which the answers of Eve were recorded, if they are beside the repository. */
    @Test
    void threeApplicationsOfEveRunInOneContainer() throws Exception {
        Path shared = shared();
        assumeTrue(shared != null, "no recorded cases beside the repository, -Dflexcoop.shared=<folder> names them");
        String admin = middleware.token("--role admin");
        Map<String, String> addresses = Map.of("std", "/std", "flex", "/flex/1", "auth", "/auth");
        for (String profile : List.of("std", "flex", "auth")) {
            DeployedBundle.root(
                    middleware,
                    "eve." + profile,
                    profile,
                    files(shared.resolve("profiles").resolve(profile)));
        }
        for (String profile : List.of("std", "flex", "auth")) {
            String address = addresses.get(profile);
            await(address).atMost(SOON).untilAsserted(() -> assertThat(
                            middleware.get(address + "/", admin).statusCode())
                    .as(middleware.shell("resource:list --no-format").output())
                    .isEqualTo(200));
        }
        assertThat(replay(shared, "auth", addresses.get("auth"), tokens())).contains(", 0 failed");
        assertThat(replay(shared, "flex", "/flex", List.of())).contains(", 0 failed");
        // Eve stores twins in one list, which is refused here: values are unique under concurrency too
        assertThat(replay(shared, "std", addresses.get("std"), List.of()))
                .contains(", 1 failed")
                .contains("bulk-dup-unique");
    }

    private static List<String> tokens() throws IOException {
        List<String> tokens = new ArrayList<>();
        for (String name : List.of("alice", "bob", "reader")) {
            tokens.add("%s=%s"
                    .formatted(
                            name,
                            middleware.token("--role prosumer --subject %s --names %s"
                                    .formatted(name, name.equals("reader") ? "reader" : "user"))));
        }
        tokens.add("admin=" + middleware.token("--role admin"));
        return tokens;
    }

    private static String replay(Path shared, String profile, String address, List<String> tokens) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "python3",
                shared.resolve("run_cases.py").toString(),
                "-q",
                "--base",
                middleware.http(address).toString(),
                "--cases",
                shared.resolve("cases-%s.json".formatted(profile)).toString()));
        tokens.forEach(each -> command.addAll(List.of("--token", each)));
        Process runner = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(runner.getInputStream().readAllBytes());
        assertThat(runner.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return output;
    }

    private static Map<String, String> files(Path profile) throws IOException {
        Map<String, String> files = new TreeMap<>();
        String settings = Files.readString(profile.resolve("settings.json"));
        // the requests of the other profiles were recorded without tokens
        files.put("settings", profile.endsWith("auth") ? settings : settings.replaceFirst("\\{", "{" + PUBLIC));
        try (Stream<Path> definitions = Files.list(profile.resolve("resources"))) {
            for (Path file : definitions.toList()) {
                files.put(file.getFileName().toString().replace(".json", ""), Files.readString(file));
            }
        }
        return files;
    }

    private static Path shared() {
        String configured = System.getProperty("flexcoop.shared");
        if (configured != null) {
            return Path.of(configured, "rest");
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("shared/rest/run_cases.py"))) {
                return folder.resolve("shared/rest");
            }
        }
        return null;
    }
}
