package eu.flexcoop.middleware.http.hub.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class StartUpTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000); // overflows, as the JVM's may
    private final AtomicBoolean complete = new AtomicBoolean();
    private final AtomicInteger looks = new AtomicInteger();
    private final StartUp start = new StartUp(
            () -> {
                looks.incrementAndGet();
                return complete.get();
            },
            Duration.ofMinutes(2),
            nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void itIsOverWhenEverythingIsThereAndStaysSo() {
        assertThat(start.isOver()).isFalse();
        complete.set(true);
        pass(Duration.ofSeconds(1));
        assertThat(start.isOver()).isTrue();

        complete.set(false);
        pass(Duration.ofSeconds(1));
        assertThat(start.isOver()).isTrue();
    }

    @Test
    void itIsOverWhenSomethingIsMissingForLong() {
        pass(Duration.ofSeconds(119));
        assertThat(start.isOver()).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(start.isOver()).isTrue();
    }

    @Test
    void manyRequestsDuringTheStartLookRarely() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(start.isOver()).isFalse();
        }
        assertThat(looks).hasValue(1);
    }

    @Test
    void untilThenAnUnknownAddressIsNotYetThere() throws Exception {
        try (HubServer hub = new HubServer(new HubSettings(false))) {
            hub.started = false;
            assertThat(hub.exchange("GET /later HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 503")
                    .contains("Retry-After: 5", "http:node.starting");
            assertThat(hub.exchange("GET /open HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");

            hub.started = true;
            assertThat(hub.exchange("GET /later HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 404");
        }
    }
}
