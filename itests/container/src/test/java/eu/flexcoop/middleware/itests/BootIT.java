package eu.flexcoop.middleware.itests;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The container boots with its servers, says so, and is closed to whoever has no token or certificate. */
class BootIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    private static Middleware middleware;

    @BeforeAll
    static void start() throws Exception {
        middleware = Middleware.start("boot");
    }

    @AfterAll
    static void stop() {
        if (middleware != null) {
            middleware.close();
        }
    }

    @Test
    void listenersOpenOnceAndWhoConnectsIsAnswered() {
        List<String> answers = middleware.earlyAnswers();
        List<String> connected = answers.subList(answers.get(0).equals(EarlyRequests.REFUSED) ? 1 : 0, answers.size());

        assertThat(connected).as("all: %s", answers).isNotEmpty().allSatisfy(answer -> assertThat(answer)
                .isIn("HTTP/1.1 503 Service Unavailable", "HTTP/1.1 401 Unauthorized"));
        assertThat(connected.get(connected.size() - 1)).startsWith("HTTP/1.1 401");
    }

    @Test
    void healthNamesEveryCheckAndServes() throws Exception {
        HttpResponse<String> health = middleware.get("/health", "");

        assertThat(health.statusCode()).as(health.body()).isEqualTo(200);
        assertThat(checks(health))
                .containsExactlyInAnyOrder(
                        "amqp",
                        "analytics",
                        "configuration",
                        "container",
                        "embedded",
                        "framework",
                        "hbase",
                        "mongo",
                        "openadr.certificates",
                        "openadr.reports",
                        "openadr.vens",
                        "resources.definitions",
                        "resources.indexes",
                        "route.deadletters",
                        "route.results",
                        "security.certificates",
                        "shell",
                        "tasks",
                        "telemetry.cleaning",
                        "telemetry.longterm",
                        "telemetry.pending",
                        "telemetry.unknown",
                        "threads");
    }

    @Test
    void aTagSelectsChecks() throws Exception {
        assertThat(checks(middleware.get("/health?tag=servers", "")))
                .containsExactlyInAnyOrder("amqp", "embedded", "hbase", "mongo");
        assertThat(checks(middleware.get("/health?tag=readiness", "")))
                .containsExactlyInAnyOrder("container", "framework", "mongo", "shell");
        assertThat(checks(middleware.get("/health/live", ""))).containsExactly("threads");
    }

    @Test
    void aTagThatNoCheckHasIsNotGood() throws Exception {
        assertThat(middleware.get("/health?tag=serverz", "").statusCode()).isEqualTo(503);
        assertThat(middleware.get("/health?tag=%2A%29%28a%3D%2A", "").statusCode())
                .isEqualTo(503);
    }

    @Test
    void aCheckThatFailsIsNamedAndMakesThePageAnswer503() throws Exception {
        Path configuration = middleware.home().resolve("etc/org.apache.felix.hc.generalchecks.MemoryCheck.cfg");
        Files.writeString(
                configuration,
                """
                hc.name = memory
                hc.tags = itest
                heapUsedPercentageThresholdWarn = 0
                heapUsedPercentageThresholdCritical = 0
                """);
        await("the failing check to be shown").atMost(SOON).untilAsserted(() -> {
            HttpResponse<String> health = middleware.get("/health", "");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(Middleware.json(health).get("status").asText()).isEqualTo("CRITICAL");
            assertThat(checks(health)).contains("memory");
        });
        assertThat(middleware.get("/health?tag=servers", "").statusCode()).isEqualTo(200);

        Files.delete(configuration);
        await("the failing check to be gone")
                .atMost(SOON)
                .until(() -> middleware.get("/health", "").statusCode() == 200);
    }

    @Test
    void theDocumentedConfigurationIsThatOfTheBundles() throws Exception {
        Path page = middleware.data().resolve("configuration.md");

        assertThat(check("--write-docs", page.toString())).contains("is written");
        assertThat(Files.readString(page))
                .as("docs/configuration.md; written by ./flexcoop check --write-docs")
                .isEqualTo(Files.readString(Path.of(System.getProperty("flexcoop.root"), "docs/configuration.md")));
        assertThat(check()).contains(" 0 problems");
    }

    /** What {@code ./flexcoop check} prints about the files of the distribution. */
    private static String check(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("./flexcoop", "check"));
        command.addAll(List.of(arguments));
        ProcessBuilder flexcoop = new ProcessBuilder(command)
                .directory(new File(System.getProperty("flexcoop.root")))
                .redirectErrorStream(true);
        flexcoop.environment()
                .put("FLEXCOOP_DATA", middleware.data().resolve("none").toString());
        Process process = flexcoop.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    @Test
    void aBadConfigurationIsNamedAndStopsNothing() throws Exception {
        try (ServingLoad load = ServingLoad.on(middleware)) {
            BadConfigurations configurations = new BadConfigurations(middleware, load);
            List<Path> files = configurations.files();
            assertThat(files).hasSizeGreaterThan(35);
            for (Path file : files) {
                configurations.change(file);
            }
            Path last = files.get(files.size() - 1);
            String good = Files.readString(last);
            Files.writeString(last, good + "\nshhPort = 1\n");
            assertThat(middleware.shell("config:check").toString())
                    .contains(last.getFileName() + ": shhPort = 1", "did you mean sshPort?");

            Files.writeString(last, good);
            load.expectMoreAnswers();
        }
        assertThat(middleware.shell("config:check").output()).contains("files are valid");
        assertThat(middleware.get("/health?tag=configuration", "").statusCode()).isEqualTo(200);
    }

    @Test
    void healthChecksAreNotShownBesideTheGuardedPage() throws Exception {
        assertThat(middleware.get("/system/health", "").statusCode()).isEqualTo(404);
    }

    @Test
    void metricsArePrometheusText() throws Exception {
        assertThat(middleware.get("/metrics", "").body()).contains("# TYPE jvm_memory_used_bytes gauge");
    }

    @Test
    void aCallWithoutATokenIsRefused() throws Exception {
        assertThat(middleware.get("/1/meter", "").statusCode()).isEqualTo(401);
        assertThat(middleware.get("/1/meter", "no.token.ofours").statusCode()).isEqualTo(401);
    }

    @Test
    void pathsAreNormalisedBeforeAccessIsChecked() throws Exception {
        assertThat(middleware.get("//1//meter/", "").statusCode()).isEqualTo(401);
        assertThat(middleware.get("//1/../metrics", "").statusCode()).isEqualTo(404);
        assertThat(middleware.get("/1%2Fmeter", "").body()).contains("\"code\":400", "encoded slash");
        assertThat(middleware.get("/nothing/here", "").body())
                .contains("\"code\":404", "Nothing is served at /nothing");
    }

    @Test
    void aRefusalDoesNotWaitForABodyThatIsNotSent() throws Exception {
        for (String path : List.of("/1/meter", "/.well-known/est/simpleenroll", "/nothing/here")) {
            try (Socket client = unsentBody(path, "")) {
                assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII))
                        .as(path)
                        .startsWith(path.equals("/nothing/here") ? "HTTP/1.1 404" : "HTTP/1.1 401");
            }
        }
    }

    @Test
    void clientsThatSendNoBodyStopNeitherHealthChecksNorOtherClients() throws Exception {
        String greedy = "Authorization: Bearer " + middleware.prosumerToken("greedy") + "\r\n";
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 250; i++) {
                clients.add(unsentBody("/1/user_settings", i % 2 == 0 ? greedy : ""));
            }
            long start = System.nanoTime();
            assertThat(middleware.get("/health/live", "").statusCode()).isEqualTo(200);
            assertThat(middleware.get("/1/meter", middleware.serviceToken()).statusCode())
                    .isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static Socket unsentBody(String path, String header) throws IOException {
        Socket client = new Socket("127.0.0.1", middleware.http("/").getPort());
        client.setSoTimeout(10_000);
        client.getOutputStream()
                .write(
                        "POST %s HTTP/1.1\r\nHost: localhost\r\n%sContent-Type: application/json\r\nContent-Length: 50\r\n\r\n"
                                .formatted(path, header)
                                .getBytes(US_ASCII));
        return client;
    }

    @Test
    void anEnrolmentHasALimitOfItsOwn() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(middleware.http("/.well-known/est/simpleenroll"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[65_537]))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("longer than 65536 bytes");
    }

    @Test
    void theDocumentedCommandsEnrolABoxAndRenewItsCertificate() throws Exception {
        String account = UUID.randomUUID().toString();
        Path folder = middleware.data().resolve("documented-enrolment");

        String printed = DocumentedCommands.of("security.md", "## Certificates of boxes")
                .run(
                        folder,
                        Map.of(
                                "localhost:8443", middleware.https("/").getAuthority(),
                                "localhost:8444", middleware.vtn().getAuthority()),
                        Map.of("TOKEN", middleware.prosumerToken(account)));

        X509Certificate authority =
                certificate(middleware.shell("pki:authority").output());
        assertThat(printed).contains(sha256(authority));
        X509Certificate box = certificate(Files.readString(folder.resolve("box.pem")));
        X509Certificate renewed = certificate(Files.readString(folder.resolve("renewed.pem")));
        assertThat(renewed.getSubjectX500Principal()).isEqualTo(box.getSubjectX500Principal());
        assertThat(middleware.shell("pki:list " + account).output())
                .contains(
                        box.getSerialNumber().toString(16),
                        renewed.getSerialNumber().toString(16));
        assertThat(middleware.shell("pki:revoke " + sha256(box)).output()).contains("is revoked");
        assertThat(middleware
                        .shell("pki:info " + box.getSerialNumber().toString(16))
                        .output())
                .contains("Revoked", account);
    }

    @Test
    void opensslReadsWhatTheAuthorityPublishes() throws Exception {
        Path folder = Files.createDirectories(middleware.data().resolve("documented-revocation"));
        String account = UUID.randomUUID().toString();
        Map<String, String> addresses = Map.of(
                "localhost:8443", middleware.https("/").getAuthority(),
                "localhost:8444", middleware.vtn().getAuthority(),
                "localhost:8181", middleware.http("/").getAuthority());
        DocumentedCommands.of("security.md", "## Certificates of boxes")
                .run(folder, addresses, Map.of("TOKEN", middleware.prosumerToken(account)));
        DocumentedCommands asked = DocumentedCommands.of("security.md", "### Revocation for other programs");

        assertThat(asked.run(folder, addresses, Map.of()))
                .contains("verify OK", "Response verify OK", "box.pem: good", "id-ecPublicKey");

        X509Certificate box = certificate(Files.readString(folder.resolve("box.pem")));
        assertThat(middleware.shell("pki:revoke " + sha256(box)).output()).contains("is revoked");
        X509Certificate renewed = certificate(Files.readString(folder.resolve("renewed.pem")));
        assertThat(middleware.shell("pki:revoke " + sha256(renewed)).output()).contains("is revoked");
        // asked with a nonce, so the answer is a new one
        assertThat(asked.run(folder, addresses, Map.of())).contains("box.pem: revoked");
    }

    @Test
    void anOcspRequestMayStandInTheAddress() throws Exception {
        // an unknown certificate of an unknown authority; both characters that need care are in its base64
        String request = Base64.getEncoder()
                .encodeToString(HexFormat.of()
                        .parseHex("3051304f304d304b3049300906052b0e03021a05000414" + "fb".repeat(20) + "0414"
                                + "ff".repeat(20) + "0210" + "3e".repeat(14) + "fbff"));
        assertThat(request).contains("+", "/", "//");

        for (String path : List.of(request, URLEncoder.encode(request, StandardCharsets.UTF_8))) {
            HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(middleware.http("/ocsp/" + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/ocsp-response");
            assertThat(answer.body()).as("unauthorized (6): another authority").endsWith(6);
        }
    }

    @Test
    void theDocumentedCommandsEnrolABoxWithoutEst() throws Exception {
        String account = UUID.randomUUID().toString();
        Path folder = Files.createDirectories(middleware.data().resolve("documented-json"));
        Files.writeString(
                folder.resolve("ca.pem"), middleware.shell("pki:authority").output());

        String printed = DocumentedCommands.of("security.md", "### Boxes without EST")
                .run(
                        folder,
                        Map.of(
                                "localhost:8443", middleware.https("/").getAuthority(),
                                "localhost:8444", middleware.vtn().getAuthority()),
                        Map.of("TOKEN", middleware.prosumerToken(account)));

        assertThat(printed).contains("simple.pem: OK");
        X509Certificate box = certificate(Files.readString(folder.resolve("simple.pem")));
        X509Certificate renewed = certificate(Files.readString(folder.resolve("simple-renewed.pem")));
        assertThat(renewed.getSubjectX500Principal()).isEqualTo(box.getSubjectX500Principal());
        assertThat(middleware.shell("pki:list " + account).output())
                .contains(
                        box.getSerialNumber().toString(16),
                        renewed.getSerialNumber().toString(16));
    }

    private static X509Certificate certificate(String pem) throws CertificateException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(
                        pem.substring(pem.indexOf("-----BEGIN")).getBytes(US_ASCII)));
    }

    /** As openssl prints it. */
    private static String sha256(X509Certificate certificate) throws GeneralSecurityException {
        return HexFormat.ofDelimiter(":")
                .withUpperCase()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    }

    private static List<String> checks(HttpResponse<String> health) throws IOException {
        return Middleware.json(health).get("checks").findValuesAsText("name");
    }
}
