package eu.flexcoop.middleware.ops.health.internal;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class HealthBoardTest {
    private static final HealthCheck GOOD = () -> new Result(Status.OK, "all is well");

    private final HealthBoard board = new HealthBoard(GOOD, config("PT0.2S", "PT10S"));

    @AfterEach
    void close() {
        board.close();
    }

    private static HealthConfig config(String checkTimeout, String keepResults) {
        Map<String, String> values = Map.of("checkTimeout", checkTimeout, "keepResults", keepResults);
        return (HealthConfig) Proxy.newProxyInstance(
                HealthConfig.class.getClassLoader(),
                new Class<?>[] {HealthConfig.class},
                (proxy, method, none) -> values.get(method.getName()));
    }

    private void bind(String name, HealthCheck check, String... tags) {
        board.bindCheck(check, Map.of(HealthCheck.NAME, name, HealthCheck.TAGS, tags));
    }

    private CheckResult result(String name) {
        return board.results().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyCheckIsShownByNameWithTheSentenceThatExplainsIt() {
        bind("b", GOOD, "servers");
        bind("a", () -> new Result(Status.WARN, "it is slow"), "servers", "slow");
        assertThat(board.results()).extracting(CheckResult::name).containsExactly("a", "b");
        assertThat(result("a").sentence()).isEqualTo("it is slow");
        assertThat(result("a").tags()).containsExactly("servers", "slow");
        assertThat(HealthBoard.worst(board.results())).isEqualTo(Status.WARN);
        assertThat(CheckResult.serves(Status.WARN)).isTrue();
        assertThat(CheckResult.serves(Status.CRITICAL)).isFalse();
    }

    @Test
    void aCheckThatHangsCostsOneThreadAndNotTheOthersTheirAnswer() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        bind("hangs", () -> {
            runs.incrementAndGet();
            try {
                release.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Result(Status.OK, "awake");
        });
        bind("good", GOOD);
        assertThat(result("hangs").status()).isEqualTo(Status.HEALTH_CHECK_ERROR);
        assertThat(result("hangs").sentence()).startsWith("It has not answered for ");
        assertThat(result("good").status()).isEqualTo(Status.OK);
        bind("another", GOOD);
        assertThat(result("hangs").status()).isEqualTo(Status.HEALTH_CHECK_ERROR);
        assertThat(runs).hasValue(1);
        release.countDown();
        bind("a third", GOOD);
        assertThat(result("hangs").sentence()).isEqualTo("awake");
    }

    @Test
    void aCheckThatThrowsSaysSo() {
        bind("broken", () -> {
            throw new IllegalStateException("no handle");
        });
        assertThat(result("broken").status()).isEqualTo(Status.HEALTH_CHECK_ERROR);
        assertThat(result("broken").sentence()).contains("no handle");
    }

    @Test
    void resultsAreKeptForAWhileUnlessChecksComeOrGo() {
        AtomicInteger asked = new AtomicInteger();
        bind("counted", () -> new Result(Status.OK, "asked " + asked.incrementAndGet()));
        board.results();
        board.results();
        assertThat(asked).hasValue(1);
        bind("late", GOOD);
        assertThat(board.results()).hasSize(2);
        assertThat(asked).hasValue(2);
        board.unbindCheck(GOOD);
        assertThat(board.results()).extracting(CheckResult::name).containsExactly("counted");
    }

    @Test
    void thePageSaysStatusChecksAndTags() {
        bind("mongo", () -> new Result(Status.CRITICAL, "it says \"no\""), "servers");
        List<CheckResult> results = board.results();
        assertThat(new String(HealthEndpoint.json(HealthBoard.worst(results), results), StandardCharsets.UTF_8))
                .contains("\"status\" : \"CRITICAL\"", "\"name\" : \"mongo\"", "it says \\\"no\\\"", "[ \"servers\" ]");
    }

    @Test
    void metersAreWrittenAsPrometheusReadsThem() {
        PrometheusMeters meters = new PrometheusMeters();
        meters.counter("flexcoop.test.things", "kind", "a").increment(3);
        assertThat(new MetricsEndpoint.Page(meters).all())
                .contains("flexcoop_test_things_total{kind=\"a\"} 3.0")
                .contains("jvm_memory_used_bytes");
        meters.close();
    }
}
