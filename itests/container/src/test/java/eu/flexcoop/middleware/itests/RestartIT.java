package eu.flexcoop.middleware.itests;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Each server dies in the middle of the work and comes back; what was acknowledged is there, once. */
class RestartIT {
    private static final Duration SOON = Duration.ofSeconds(120);

    private static Middleware middleware;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        middleware = Middleware.start("restart");
        token = middleware.serviceToken();
    }

    @AfterAll
    static void stop() {
        if (middleware != null) {
            middleware.close();
        }
    }

    @Test
    void aBoxWaitsOutADeadMongoDBAndLosesNothing() throws Exception {
        Household household = Household.enrol(middleware, 1);
        household.run(state -> state.acknowledged() > 0);

        long dead = middleware.kill("mongodb");
        household.sendEverything();

        assertRestarted("mongodb", dead);
        MeterReadings.awaitAgreement(middleware, token, household);
    }

    @Test
    void reportsAreTakenWhileHBaseIsDeadAndReachItAfterwards() throws Exception {
        Household household = Household.enrol(middleware, 2);
        household.run(state -> state.acknowledged() > 0);

        long dead = middleware.kill("hbase");
        await("the page /health to say so")
                .atMost(SOON)
                .until(() -> middleware.get("/health", "").statusCode() == 503);
        household.sendEverything();

        MeterReadings.awaitAgreement(middleware, token, household);
        assertRestarted("hbase", dead);
        MeterReadings.awaitAgreementOfTheModule(middleware, token, household);
    }

    @Test
    void aTaskSubmittedWhileTheBrokerIsDeadIsDoneOnceItIsBack() throws Exception {
        long dead = middleware.kill("amqp");

        Shell.Outcome outcome = middleware.shell("module:run quality --wait");

        assertThat(outcome.status()).as(outcome.toString()).isZero();
        assertRestarted("amqp", dead);
    }

    private static void assertRestarted(String server, long dead) {
        await(server + " to run again")
                .atMost(SOON)
                .until(() -> middleware.serverPid(server).orElse(dead) != dead
                        && middleware.get("/health", "").statusCode() == 200);
    }
}
