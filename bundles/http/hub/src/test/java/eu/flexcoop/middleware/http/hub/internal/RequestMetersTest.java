package eu.flexcoop.middleware.http.hub.internal;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RequestMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RequestMeters meters = new RequestMeters(registry, "/1");

    @Test
    void requestsAreCountedInBuckets() {
        meters.record("GET", 200, "meter", TimeUnit.MILLISECONDS.toNanos(3));
        meters.record("GET", 200, "meter", TimeUnit.MILLISECONDS.toNanos(70));
        Timer timer = registry.get("flexcoop.http.requests")
                .tags("address", "/1", "method", "GET", "status", "200", "operation", "meter")
                .timer();
        assertThat(Arrays.stream(timer.takeSnapshot().histogramCounts())
                        .filter(bucket -> bucket.bucket(TimeUnit.MILLISECONDS) == 5
                                || bucket.bucket(TimeUnit.MILLISECONDS) == 100)
                        .map(CountAtBucket::count))
                .containsExactly(1.0, 2.0);
    }

    @Test
    void methodsThatCallersInventShareOneMeter() {
        meters.record("BREW", 405, "", 1);
        meters.record("STIR", 405, "", 1);
        assertThat(registry.get("flexcoop.http.requests")
                        .tag("method", "OTHER")
                        .timer()
                        .count())
                .isEqualTo(2);
    }
}
