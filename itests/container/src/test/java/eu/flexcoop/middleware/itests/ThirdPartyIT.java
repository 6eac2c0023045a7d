package eu.flexcoop.middleware.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Clients that others wrote: openleadr and pyOADR-VEN as VENs over mutual TLS, pymongo as a reader of what was stored. */
class ThirdPartyIT {
    private static final String PYTHON = System.getenv().getOrDefault("FLEXCOOP_CLIENTS_PYTHON", "");
    private static final Path SCRIPTS = Path.of(System.getProperty("flexcoop.root"), "itests/thirdparty");
    private static final Duration QUARTER_HOUR = Duration.ofMinutes(15);
    private static final double EXACT = 1e-6;
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final SharedMiddleware SHARED = new SharedMiddleware();

    private static Middleware middleware;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(
                !PYTHON.isEmpty(),
                "FLEXCOOP_CLIENTS_PYTHON names no Python with the clients (./flexcoop verify sets it)");
        middleware = SHARED.middleware();
    }

    @Test
    void openleadrRegistersReportsAndAnswersAnEvent() throws Exception {
        String account = UUID.randomUUID().toString();
        Path certificate = middleware.data().resolve("openleadr");
        enrol(account, certificate);

        Process ven = openleadr(certificate, "--name", "openleadr", "--events", "3", "--opts", "1")
                .start();
        Operator operator = new Operator();
        List<String> happened = operator.watches(ven);
        assertThat(ven.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ven.exitValue()).as(String.join("\n", happened)).isZero();
        assertThat(operator.seen).containsExactly("0 far", "1 far", "2 cancelled");
        assertThat(stored(operator.venId).get("opt").toString()).contains("optIn", "notParticipating");
        assertThat(middleware
                        .shell("dr:opt-list --no-format --ven " + operator.venId)
                        .output())
                .contains("optIn", "notParticipating");
        assertThat(middleware
                        .shell("dr:event-info --follow --timeout PT1M " + operator.event)
                        .output())
                .as("ends, as the event is over")
                .contains("cancelled");
        awaitQuarterHours(middleware.prosumerToken(account));
    }

    /** Creates an event when the VEN is there, changes it when it was answered, and cancels it when that was answered. */
    private static final class Operator {
        private final DrEvents operator;
        private final List<String> seen = new ArrayList<>();
        private String venId;
        private String event;
        private int answers;

        Operator() throws Exception {
            operator = new DrEvents(middleware.http("/"), middleware.serviceToken());
        }

        /** @return the lines that the VEN has printed until it ended */
        List<String> watches(Process ven) throws Exception {
            List<String> happened = new ArrayList<>();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(ven.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line; (line = out.readLine()) != null; ) {
                    happened.add(line);
                    sees(line.startsWith("{") ? JSON.readTree(line) : JSON.createObjectNode());
                }
            }
            return happened;
        }

        private void sees(JsonNode line) throws Exception {
            switch (line.path("what").asText()) {
                case "registered" -> {
                    if (venId == null) {
                        venId = line.get("ven_id").asText();
                        event = operator.createSimple(venId, Instant.now().plus(1, ChronoUnit.HOURS), QUARTER_HOUR);
                    }
                }
                case "event" -> seen.add("%d %s"
                        .formatted(
                                line.get("modification_number").asInt(),
                                line.get("status").asText()));
                case "event_answer_acknowledged" -> {
                    answers++;
                    if (answers == 1) {
                        operator.change(event, "{\"priority\": 1}");
                    } else if (answers == 2) {
                        operator.cancel(event);
                    }
                }
                default -> {}
            }
        }
    }

    @Test
    void pyOadrVenReportsAndAnswersAnEvent() throws Exception {
        String account = UUID.randomUUID().toString();
        Path certificate = middleware.data().resolve("pyoadr");
        enrol(account, certificate);

        Process ven = script(
                        Map.of(),
                        "pyoadr.py",
                        "--vtn",
                        middleware.vtn().toString(),
                        "--cert",
                        certificate.resolve("cert.pem").toString(),
                        "--key",
                        certificate.resolve("key.pem").toString(),
                        "--ca",
                        certificate.resolve("ca.pem").toString(),
                        "--time-limit",
                        "90")
                .start();
        Operator operator = new Operator();
        List<String> happened = operator.watches(ven);

        assertThat(ven.waitFor()).as(String.join("\n", happened)).isZero();
        assertThat(operator.seen).containsExactly("0 far", "1 far", "2 cancelled");
        await("the quarter hours of a house that takes one kilowatt")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(firstHour(middleware.prosumerToken(account), "meter"))
                        .allSatisfy(item ->
                                assertThat(item.path("watts").asDouble()).isCloseTo(1000, within(EXACT))));
    }

    /** openleadr verifies what it gets, and takes nothing that is not signed by the VTN. */
    @Test
    void openleadrSignsAndGetsSignedMessages() throws Exception {
        String account = UUID.randomUUID().toString();
        Path certificate = middleware.data().resolve("openleadr-signed");
        enrol(account, certificate);

        Process ven = openleadr(
                        certificate,
                        "--name",
                        "openleadr-signed",
                        "--sign",
                        "--vtn-cert",
                        middleware.data().resolve("security/server-ec.crt").toString(),
                        "--events",
                        "0",
                        "--updates",
                        "1",
                        "--leave")
                .start();
        String happened = new String(ven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(ven.waitFor()).as(happened).isZero();
        assertThat(happened).contains("report_registered", "\"left\"");
    }

    private static ProcessBuilder openleadr(Path certificate, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--vtn",
                middleware.vtn() + "/OpenADR2/Simple/2.0b",
                "--cert",
                certificate.resolve("cert.pem").toString(),
                "--key",
                certificate.resolve("key.pem").toString(),
                "--ca",
                certificate.resolve("ca.pem").toString(),
                "--time-limit",
                "90"));
        arguments.addAll(List.of(more));
        return script(Map.of(), "openleadr_ven.py", arguments.toArray(String[]::new));
    }

    /** The last full hour of a house that takes one kilowatt at 50 Hz, as its owner sees it. */
    private static void awaitQuarterHours(String token) {
        await("the 15-minute documents of the VEN")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(firstHour(token, "meter")).allSatisfy(item -> {
                    assertThat(item.path("kwh").asDouble()).isCloseTo(0.25, within(EXACT));
                    assertThat(item.path("watts").asDouble()).isCloseTo(1000, within(EXACT));
                }));
        await("the frequency of the VEN")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(firstHour(token, "measurement")).allSatisfy(item -> {
                    assertThat(item.path("metric").asText()).isEqualTo("frequency");
                    assertThat(item.path("unit").asText()).isEqualTo("Hz");
                    assertThat(item.path("value").asDouble()).isCloseTo(50, within(EXACT));
                }));
    }

    /** The first four documents, which must follow each other. */
    private static List<JsonNode> firstHour(String token, String resource) throws Exception {
        Map<Instant, JsonNode> byTime = new TreeMap<>();
        for (JsonNode item :
                MeterReadings.page(middleware, token, resource, "{}", 1).get("_items")) {
            assertThat(byTime.put(Instant.parse(item.get("timestamp").asText()), item))
                    .as("a second document for one quarter hour: %s", item)
                    .isNull();
        }
        List<Instant> times = byTime.keySet().stream().limit(4).toList();
        assertThat(times).hasSize(4);
        Instant first = times.get(0);
        assertThat(times)
                .isEqualTo(IntStream.range(0, 4)
                        .mapToObj(i -> first.plus(QUARTER_HOUR.multipliedBy(i)))
                        .toList());
        return times.stream().map(byTime::get).toList();
    }

    private static void enrol(String account, Path folder) throws Exception {
        Process enrolment = script(
                        Map.of("FLEXCOOP_TOKEN", middleware.prosumerToken(account)),
                        "est_enrol.py",
                        "--root",
                        middleware.http("").toString(),
                        "--account",
                        account,
                        "--aggregator",
                        Household.AGGREGATOR,
                        "--out",
                        folder.toString())
                .start();
        String output = new String(enrolment.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(enrolment.waitFor()).as(output).isZero();
    }

    /** What pymongo finds of the VEN. */
    private static JsonNode stored(String venId) throws Exception {
        Process reader = script(
                        Map.of(),
                        "mongo_reader.py",
                        "--data",
                        middleware.data().toString(),
                        "--ven",
                        venId,
                        "--at-least",
                        "telemetry_raw=1",
                        "--at-least",
                        "meter=4")
                .start();
        String output = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(reader.waitFor()).as(output).isZero();
        return JSON.readTree(output);
    }

    private static ProcessBuilder script(Map<String, String> environment, String name, String... arguments)
            throws IOException {
        List<String> command =
                new ArrayList<>(List.of(PYTHON, SCRIPTS.resolve(name).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder;
    }
}
