package eu.flexcoop.middleware.itests;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.testing.NeedsRabbitMq;
import eu.flexcoop.middleware.testing.PrivateRabbitMq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The broker is one that configuration names: RabbitMQ instead of the embedded one. */
@NeedsRabbitMq
class RabbitMqIT {
    private static PrivateRabbitMq rabbit;
    private static Middleware middleware;

    @BeforeAll
    static void start() throws Exception {
        rabbit = PrivateRabbitMq.startOrSkip();
        middleware = Middleware.start(
                "rabbitmq", Map.of("FLEXCOOP_AMQP_URI", rabbit.uri(), "FLEXCOOP_RESULTS_MODULES", "quality"));
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

    /** A component binds a queue to the results of one aggregator and gets what REST shows. */
    @Test
    void resultsOfModulesReachTheComponentsThatAreBound() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(rabbit.uri());
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            channel.exchangeDeclare("flexcoop.results", BuiltinExchangeType.TOPIC, true);
            channel.queueDeclare("component", true, false, false, null);
            channel.queueBind("component", "flexcoop.results", "quality.coop%2Eexample.*");
            String token = middleware.serviceToken();
            Household household = Household.enrol(middleware, 1);
            household.sendEverything();
            MeterReadings.awaitAgreement(middleware, token, household);
            MeterReadings.awaitAgreementOfTheModule(middleware, token, household);

            Set<String> shown = new TreeSet<>();
            MeterReadings.page(middleware, token, "quality", "{}", 1)
                    .get("_items")
                    .forEach(each -> shown.add(each.get("_id").asText()));
            Set<String> received = new TreeSet<>();
            await("every result").atMost(Duration.ofSeconds(60)).until(() -> {
                for (GetResponse next = channel.basicGet("component", true);
                        next != null;
                        next = channel.basicGet("component", true)) {
                    String id = next.getProps().getMessageId();
                    received.add(id.split("/")[1]);
                    assertThat(next.getProps().getHeaders().get("account_id")).hasToString(household.account());
                    assertThat(new String(next.getBody(), UTF_8)).contains("\"completeness\":");
                }
                return received.containsAll(shown);
            });
            assertThat(shown).isNotEmpty();
        }
    }

    @Test
    void tasksRunOneAfterTheOther() throws Exception {
        for (int i = 0; i < 3; i++) {
            Shell.Outcome outcome = middleware.shell("module:run quality --wait");
            assertThat(outcome.status()).as(outcome.toString()).isZero();
        }
    }
}
