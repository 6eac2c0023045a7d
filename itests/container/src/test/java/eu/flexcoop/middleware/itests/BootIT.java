package eu.flexcoop.middleware.itests;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The container boots with its servers, says so, and is closed to whoever has no token or certificate. */
class BootIT {
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
    void healthNamesEveryServer() throws Exception {
        String health = middleware.get("/health", "").body();

        assertThat(health)
                .containsIgnoringCase("mongodb")
                .containsIgnoringCase("hbase")
                .containsIgnoringCase("amqp");
    }

    @Test
    void aTagSelectsChecks() throws Exception {
        String servers = middleware.get("/health?tag=servers", "").body();

        assertThat(servers).contains("\"mongo\"", "\"hbase\"", "\"amqp\"").doesNotContain("\"container\"");
        assertThat(middleware.get("/health", "").body()).contains("\"container\"", "\"openadr.vens\"");
        assertThat(middleware.get("/health/live", "").statusCode()).isEqualTo(200);
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
}
