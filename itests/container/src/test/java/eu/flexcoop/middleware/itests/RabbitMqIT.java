package eu.flexcoop.middleware.itests;

import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.testing.NeedsRabbitMq;
import eu.flexcoop.middleware.testing.PrivateRabbitMq;

import static org.assertj.core.api.Assertions.assertThat;

/** The broker is one that configuration names: RabbitMQ instead of the embedded one. */
@NeedsRabbitMq
class RabbitMqIT {
    private static PrivateRabbitMq rabbit;
    private static Middleware middleware;

    @BeforeAll
    static void start() throws Exception {
        rabbit = PrivateRabbitMq.startOrSkip();
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
