package eu.flexcoop.middleware.itests;

import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The broker is one that configuration names: RabbitMQ instead of the embedded one. */
class RabbitMqIT {
    private static RabbitMq rabbit;
    private static Middleware middleware;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(RabbitMq.isInstalled(), "RabbitMQ is not installed (Debian: apt-get install rabbitmq-server)");
        rabbit = RabbitMq.start();
        middleware = Middleware.start("rabbitmq", Map.of("FLEXCOOP_AMQP_URI", rabbit.uri()));
    }

    @AfterAll
    static void stop() {
        if (middleware != null) {
            middleware.close();
        }
        if (rabbit != null) {
            rabbit.close();
        }
    }

    @Test
    void noBrokerIsStartedBesideTheConfiguredOne() throws Exception {
        assertThat(middleware.serverPid("amqp")).isEmpty();
        assertThat(middleware.serverPid("mongodb")).isPresent();
        assertThat(middleware.shell("store:status").output()).contains("amqp");
    }

    @Test
    void tasksRunOneAfterTheOther() throws Exception {
        for (int i = 0; i < 3; i++) {
            Shell.Outcome outcome = middleware.shell("module:run quality --wait");
            assertThat(outcome.status()).as(outcome.toString()).isZero();
        }
    }
}
