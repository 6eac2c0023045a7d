package eu.flexcoop.middleware.bench;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LoadTest {
    private final Load load = new Load(
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            List.of(ProcessHandle.current().pid()),
            Optional.of(ProcessHandle.current().pid()));

    @Test
    void requestsOfAllClientsAreCountedAndTimed() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        Figure figure = load.run("any", "short naps", 3, number -> () -> {
            requests.incrementAndGet();
            Thread.sleep(2);
        });
        assertThat(figure.errors()).isZero();
        assertThat(figure.value()).isPositive();
        assertThat(figure.value() * 0.2).isLessThanOrEqualTo(requests.get());
        assertThat(figure.latency().orElseThrow().p50()).isGreaterThanOrEqualTo(2.0);
        assertThat(figure.cpuPer1000()).isPresent();
        assertThat(figure.note()).startsWith("client ").contains(", mongod ").endsWith(" CPU s per 1000");
    }

    @Test
    void errorsAreCountedAndTheFirstOneIsShown() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        Figure figure = load.run("any", "one bad request", 1, number -> () -> {
            Thread.sleep(1);
            if (requests.incrementAndGet() == 2) {
                throw new IllegalStateException("number 2");
            }
        });
        assertThat(figure.errors()).isEqualTo(1);
        assertThat(figure.note()).contains("number 2");
        assertThat(figure.value()).isPositive();
    }

    @Test
    void aClientThatNeverSucceedsEndsTheMeasurementEarly() throws Exception {
        Load patient = new Load(Duration.ofSeconds(30), Duration.ofSeconds(30), List.of(), Optional.empty());
        long began = System.nanoTime();
        Figure figure = patient.run("any", "refused", 2, number -> () -> {
            throw new IllegalStateException("refused");
        });
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        assertThat(figure.errors()).isPositive();
        assertThat(figure.value()).isZero();
    }

    @Test
    void clientsAreClosed() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        load.run("any", "closed", 4, number -> new Load.Client() {
            @Override
            public void request() throws InterruptedException {
                Thread.sleep(1);
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        });
        assertThat(closed).hasValue(4);
    }
}
