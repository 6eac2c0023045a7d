package eu.flexcoop.middleware.ops.health.internal;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MetricsEndpointTest {
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
