package eu.flexcoop.middleware.security.audit.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.security.api.AuditActor;
import eu.flexcoop.middleware.security.api.AuditEvent;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

@Timeout(20)
class QueuedAuditLogTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:15:30.123456Z");
    private static final Caller ANNA = new Caller(
            "anna",
            Role.PROSUMER,
            Optional.of(new AccountId("anna")),
            Optional.of(new AggregatorId("coop.example")),
            Optional.of("app"));

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    private QueuedAuditLog log(int refusalsPerClient, int refusals, int changes, Duration period) {
        return new QueuedAuditLog(
                new ClientShares.Limits(refusalsPerClient, refusals, changes, period),
                1_000,
                lines::add,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static AuditEvent refused(String address) {
        return new AuditEvent(AuditActor.UNKNOWN, "GET", "/1/meter", address, 401, "security:token.invalid");
    }

    private static AuditEvent changed(String target) {
        return new AuditEvent(AuditActor.of(ANNA), "POST", target, "192.0.2.7", 201, "");
    }

    private List<JsonNode> parsed() throws Exception {
        List<JsonNode> parsed = new ArrayList<>();
        for (String line : lines) {
            parsed.add(new ObjectMapper().readTree(line));
        }
        return parsed;
    }

    @Test
    void aLineSaysWhoDidWhatWhenFromWhereAndWithWhichOutcome() throws Exception {
        QueuedAuditLog log = log(10, 10, 10, Duration.ofMinutes(1));
        log.record(changed("/1/meter/5"));
        log.close();

        assertThat(lines)
                .containsExactly("{\"time\":\"2026-11-27T10:15:30.123Z\",\"action\":\"POST\",\"subject\":\"anna\","
                        + "\"role\":\"prosumer\",\"account\":\"anna\",\"aggregator\":\"coop.example\",\"client\":\"app\","
                        + "\"target\":\"/1/meter/5\",\"from\":\"192.0.2.7\",\"status\":201}");
    }

    @Test
    void noControlCharacterGetsIntoTheFile() throws Exception {
        QueuedAuditLog log = log(10, 10, 10, Duration.ofMinutes(1));
        log.record(changed("/1/\u001b[2J\u009b\u007f\r\n{\"time\":\"forged\"}\u2028"));
        log.close();

        assertThat(lines).hasSize(1);
        assertThat(lines.get(0)).matches("[\\x20-\\x7e]*").contains("\\u001B", "\\u009B", "\\u007F", "\\r\\n");
        assertThat(parsed().get(0).get("target").asText()).startsWith("/1/\u001b[2J\u009b\u007f\r\n");
    }

    @Test
    void aTokenInAPathIsLeftOutAndLongTextsAreShortened() throws Exception {
        String token = "eyJhbGciOiJSUzI1NiJ9." + "x".repeat(80) + ".signature";
        QueuedAuditLog log = log(10, 10, 10, Duration.ofMinutes(1));
        log.record(changed("/1/meter/" + token + "/part"));
        log.record(changed("/a".repeat(100_000)));
        log.close();

        assertThat(parsed().get(0).get("target").asText())
                .isEqualTo("/1/meter/[" + token.length() + " characters]/part");
        assertThat(lines.get(1)).hasSizeLessThan(600);
    }

    @Test
    void oneClientGetsItsShareAndTheRestIsCounted() throws Exception {
        QueuedAuditLog log = log(3, 1_000, 5, Duration.ofMinutes(1));
        for (int i = 0; i < 100; i++) {
            log.record(refused("192.0.2.1"));
            log.record(changed("/1/meter/" + i));
        }
        log.record(refused("192.0.2.2"));
        log.close();

        List<JsonNode> all = parsed();
        assertThat(all.stream().filter(line -> line.path("from").asText().equals("192.0.2.1")))
                .hasSize(3);
        assertThat(all.stream().filter(line -> line.path("status").asInt() == 201))
                .hasSize(5);
        assertThat(all.stream().filter(line -> line.path("from").asText().equals("192.0.2.2")))
                .hasSize(1);
        assertThat(all.stream().filter(line -> line.get("action").asText().equals("audit.suppressed")))
                .extracting(line -> line.get("subject").asText(), line -> line.get("lines")
                        .asInt())
                .containsExactlyInAnyOrder(tuple("address 192.0.2.1", 97), tuple("subject anna", 95));
    }

    @Test
    void manyAddressesTogetherHaveAShareToo() throws Exception {
        QueuedAuditLog log = log(3, 50, 5, Duration.ofMinutes(1));
        for (int i = 0; i < 500; i++) {
            log.record(refused("192.0.2." + i));
        }
        log.close();

        assertThat(parsed().stream().filter(line -> line.path("status").asInt() == 401))
                .hasSize(50);
        assertThat(lines.get(lines.size() - 1)).contains("\"all clients\"", "\"lines\":450");
    }

    @Test
    void aNewPeriodGivesANewShareAndSaysWhatWasLeftOutWithoutFurtherRequests() throws Exception {
        QueuedAuditLog log = log(1, 100, 1, Duration.ofMillis(200));
        log.record(refused("192.0.2.1"));
        log.record(refused("192.0.2.1"));
        while (lines.stream().noneMatch(line -> line.contains("audit.suppressed"))) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        log.record(refused("192.0.2.1"));
        log.close();

        assertThat(lines.stream().filter(line -> line.contains("401"))).hasSize(2);
    }

    @Test
    void aDiskThatHangsMakesNobodyWaitAndTheGapIsTold() throws Exception {
        CountDownLatch disk = new CountDownLatch(1);
        QueuedAuditLog log = new QueuedAuditLog(
                new ClientShares.Limits(10, 10, 1_000_000, Duration.ofMinutes(1)),
                100,
                line -> {
                    try {
                        disk.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    lines.add(line);
                },
                Clock.systemUTC());
        for (int i = 0; i < 10_000; i++) {
            log.record(changed("/1/meter/" + i));
        }
        disk.countDown();
        log.close();

        long written = lines.stream().filter(line -> line.contains("/1/meter/")).count();
        long lost = parsed().stream()
                .filter(line -> line.get("action").asText().equals("audit.lost"))
                .mapToLong(line -> line.get("lines").asLong())
                .sum();
        assertThat(lost).isPositive();
        assertThat(written + lost).isEqualTo(10_000);
    }
}
