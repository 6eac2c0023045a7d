package eu.flexcoop.middleware.itests;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** One real reading goes the whole way: box, VTN, MongoDB, routes, HBase, MapReduce, REST. And an event the way back. */
class WholePathIT {
    private static Middleware middleware;
    private static String token;

    /** Of its own for each test, so that no test depends on another. */
    private Household household;

    @BeforeAll
    static void start() throws Exception {
        middleware = Middleware.start("whole-path");
        token = middleware.serviceToken();
    }

    @BeforeEach
    void enrol() throws Exception {
        household = Household.enrol(middleware, 1);
    }

    @AfterAll
    static void stop() {
        if (middleware != null) {
            middleware.close();
        }
    }

    @Test
    void aWeekOfAHouseholdIsSeenOverRest() throws Exception {
        household.sendEverything();

        MeterReadings.awaitAgreement(middleware, token, household);
    }

    @Test
    void theSameWeekSentAgainCountsOnce() throws Exception {
        household.sendEverything();

        household.forget();
        household.sendEverything();

        MeterReadings.awaitAgreement(middleware, token, household);
    }

    @Test
    void aProsumerSeesOnlyItsOwnRows() throws Exception {
        household.sendEverything();
        MeterReadings.awaitAgreement(middleware, token, household);

        String own = middleware.prosumerToken(household.account());
        String other = middleware.prosumerToken(UUID.randomUUID().toString());

        assertThat(total(own)).isPositive();
        assertThat(total(other)).isZero();
    }

    @Test
    void theQualityModuleComputesTheSameEnergyFromHBase() throws Exception {
        household.sendEverything();
        MeterReadings.awaitAgreement(middleware, token, household);

        MeterReadings.awaitAgreementOfTheModule(middleware, token, household);
    }

    @Test
    void servicesReadTheLongTermSamplesOverRest() throws Exception {
        household.sendEverything();
        MeterReadings.awaitAgreement(middleware, token, household);

        MeterReadings.awaitAgreementOfTheSamples(middleware, token, household);

        String prosumer = middleware.prosumerToken(household.account());
        assertThat(middleware.get("/1/sample?max_results=1", prosumer).statusCode())
                .isEqualTo(403);
        var unbounded = middleware.get("/1/sample?max_results=1", token);
        assertThat(unbounded.statusCode()).isEqualTo(400);
        assertThat(unbounded.body()).contains("device_id");
    }

    @Test
    void anEventReachesTheBoxAndItsOptComesBack() throws Exception {
        household.run(state -> state.acknowledged() > 0);
        Instant start = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        var created = middleware.post(
                "/1/dr_events",
                token,
                """
                {"targets": ["%s"], "dtstart": "%s", "signal_name": "LOAD_DISPATCH", "signal_type": "delta",
                 "market_context": "http://coop.example/peak",
                 "intervals": [{"uid": 0, "duration": "PT30M", "value": -1500.0}]}
                """
                        .formatted(household.venId(), start.toString().replace("Z", ".000000Z")));
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        String eventId = Middleware.json(created).get("event_id").asText();

        household.run(state -> state.answers().containsKey(eventId));

        var event = middleware.get("/1/dr_events/" + eventId, token);
        assertThat(event.statusCode()).isEqualTo(200);
        assertThat(Middleware.json(event).get("deliveries").toString()).isEqualTo("{\"opt_in\":1}");
        JsonNode deliveries = MeterReadings.page(
                        middleware, token, "dr_event_deliveries", "{\"event_id\":\"" + eventId + "\"}", 1)
                .get("_items");
        assertThat(deliveries).hasSize(1);
        assertThat(deliveries.get(0).get("ven_id").asText()).isEqualTo(household.venId());
        assertThat(deliveries.get(0).get("state").asText()).isEqualTo("opt_in");
        assertThat(middleware.get("/1/opt", token).body()).contains(eventId).contains("optIn");
    }

    private static int total(String bearer) throws Exception {
        return MeterReadings.page(middleware, bearer, "meter", "{}", 1)
                .get("_meta")
                .get("total")
                .asInt();
    }
}
