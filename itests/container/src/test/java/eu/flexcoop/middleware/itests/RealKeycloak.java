package eu.flexcoop.middleware.itests;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import eu.flexcoop.middleware.testing.FreePorts;

import static org.awaitility.Awaitility.await;

/** The Keycloak server that the build has unpacked, with a database in memory and the realm {@code flexcoop-realm.json}. */
final class RealKeycloak implements AutoCloseable {
    /** The first start builds the server, which takes minutes on a small machine that does other things, too. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(10);

    private static final String ADMIN = "root";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port = FreePorts.one();
    private final Path log;
    private final Process process;

    private RealKeycloak(Path home) throws IOException {
        Path imported = Files.createDirectories(home.resolve("data/import"));
        try (InputStream realm = RealKeycloak.class.getResourceAsStream("/flexcoop-realm.json")) {
            Files.copy(realm, imported.resolve("flexcoop-realm.json"), StandardCopyOption.REPLACE_EXISTING);
        }
        log = home.resolve("output.log");
        ProcessBuilder start = new ProcessBuilder(
                "nice", // the container that starts beside it has less time
                "bash",
                home.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--db=dev-mem",
                "--cache=local",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--http-management-port=" + FreePorts.one(),
                "--import-realm");
        start.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        // it lives for a minute only: what is compiled thoroughly would never be paid back
                        "JAVA_OPTS",
                        "-Xmx512m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dfile.encoding=UTF-8",
                        "KC_BOOTSTRAP_ADMIN_USERNAME",
                        ADMIN,
                        "KC_BOOTSTRAP_ADMIN_PASSWORD",
                        ADMIN));
        process = start.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    /** Returns at once, so that other things can start beside it. */
    static RealKeycloak start() throws IOException {
        return new RealKeycloak(Path.of(System.getProperty("keycloak.home")));
    }

    /** Returns when the realm answers. */
    void awaitReady() throws IOException {
        await("the realm of Keycloak")
                .pollInterval(Duration.ofMillis(500))
                .atMost(START_TIMEOUT)
                .until(this::answersOrHasEnded);
        if (!process.isAlive()) {
            throw new IOException("Keycloak has ended:\n" + Files.readString(log));
        }
    }

    private boolean answersOrHasEnded() throws InterruptedException {
        try {
            return !process.isAlive()
                    || client.send(
                                            HttpRequest.newBuilder(URI.create(issuer()))
                                                    .build(),
                                            HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200;
        } catch (IOException e) { // not listening yet
            return false;
        }
    }

    /** The {@code iss} of the realm's tokens; known before the server is ready. */
    String issuer() {
        return realm("flexcoop");
    }

    private String realm(String name) {
        return "http://127.0.0.1:%d/realms/%s".formatted(port, name);
    }

    /** What the token endpoint answers to the login of member {@code ann}. */
    JsonNode logIn(String client) throws IOException, InterruptedException {
        return tokens(
                issuer(),
                Map.of("grant_type", "password", "client_id", client, "username", "ann", "password", "ann-secret"));
    }

    /** The token of component {@code LDEM}. */
    String componentToken() throws IOException, InterruptedException {
        return tokens(
                        issuer(),
                        Map.of("grant_type", "client_credentials", "client_id", "LDEM", "client_secret", "ldem-secret"))
                .get("access_token")
                .asText();
    }

    private JsonNode tokens(String realm, Map<String, String> form) throws IOException, InterruptedException {
        return JSON.readTree(post(realm + "/protocol/openid-connect/token", form));
    }

    /** Ends the session of that login of client {@code app}. */
    void logOut(JsonNode login) throws IOException, InterruptedException {
        post(
                issuer() + "/protocol/openid-connect/logout",
                Map.of(
                        "client_id",
                        "app",
                        "refresh_token",
                        login.get("refresh_token").asText()));
    }

    private String post(String address, Map<String, String> form) throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** From now on the realm signs with a new key; tokens of the old one stay good. */
    void rotateKeys() throws IOException, InterruptedException {
        String admin = tokens(
                        realm("master"),
                        Map.of(
                                "grant_type",
                                "password",
                                "client_id",
                                "admin-cli",
                                "username",
                                ADMIN,
                                "password",
                                ADMIN))
                .get("access_token")
                .asText();
        send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/admin/realms/flexcoop/components".formatted(port)))
                .header("Authorization", "Bearer " + admin)
                .header("Content-Type", "application/json")
                .POST(
                        HttpRequest.BodyPublishers.ofString(
                                """
                                {"name": "rotated", "providerId": "rsa-generated",
                                 "providerType": "org.keycloak.keys.KeyProvider", "config": {"priority": ["200"]}}"""))
                .build());
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IOException("%s: %d %s".formatted(request.uri(), response.statusCode(), response.body()));
        }
        return response.body();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
