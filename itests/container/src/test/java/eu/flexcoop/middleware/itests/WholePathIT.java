package eu.flexcoop.middleware.itests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** One real reading goes the whole way: box, VTN, MongoDB, routes, HBase, MapReduce, REST. And an event the way back. */
class WholePathIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    private static Middleware middleware;
    private static String token;

    /** Of its own for each test, so that no test depends on another. */
    private Household household;

    @BeforeAll
    static void start() throws Exception {
        middleware = Middleware.start("whole-path", Map.of("FLEXCOOP_RESULTS_MODULES", "quality"));
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

        Awaitility.await("the results to be published").atMost(SOON).until(() -> published() > 0);
        assertThat(middleware.get("/health?tag=route", "").body())
                .contains("Results of [quality] are published")
                .containsPattern("Nothing is set aside by [^\"]*results-publish");
    }

    private static double published() throws Exception {
        return middleware
                .get("/metrics", "")
                .body()
                .lines()
                .filter(line -> line.startsWith("flexcoop_route_results_published_total"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
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
    void everyMetricOfTheDashboardAndTheAlertsIsThere() throws Exception {
        Path pages = Path.of("../../docs/monitoring");
        String all = Files.readString(pages.resolve("dashboard.json")) + Files.readString(pages.resolve("alerts.yml"));
        Set<String> named = Pattern.compile("\\bflexcoop_\\w+")
                .matcher(all)
                .results()
                .map(MatchResult::group)
                // comes with the first task of a type
                .filter(name -> !name.startsWith("flexcoop_tasks_runs"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).hasSizeGreaterThan(15);
        assertThat(total(token)).isNotNegative(); // a request by resource

        // the health checks are run every ten seconds
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            String metrics = middleware.get("/metrics", "").body();
            assertThat(named).allSatisfy(name -> assertThat(metrics).containsPattern("(?m)^" + name + "[{ ]"));
            assertThat(metrics)
                    .contains("flexcoop_health_status{check=\"mongo\"} 0")
                    .containsPattern("flexcoop_http_requests_seconds_bucket\\{address=\"/1\",.*operation=\"meter\"");
        });
    }

    @Test
    void anUploadOfAPartnerIsSeenOverRestAndInHBase() throws Exception {
        new ImportStory(middleware, token).anUploadIsSeenOverRestAndInHBase();
    }

    @Test
    void droppedFilesAreTakenIn() throws Exception {
        new ImportStory(middleware, token).droppedFilesAreTakenIn();
    }

    @Test
    void rowsThatLeftTheDatabaseAreExportedWithTheOthers() throws Exception {
        new ArchiveStory(middleware, token).rowsThatLeftTheDatabaseAreExportedWithTheOthers();
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

    @Test
    void routesAreUpdatedWhileReportsArriveAndEverySampleCountsOnce() throws Exception {
        new RouteStory(middleware, token).routesAreUpdatedWhileReportsArrive();
    }

    @Test
    void anOperatorStopsARouteAndWhatWaitsIsProcessedAfterItsStart() throws Exception {
        new RouteStory(middleware, token).aRouteIsStoppedAndStarted(household);
    }

    @Test
    void aPartnersCleaningCountsWhileItsBundleIsThere() throws Exception {
        household.sendEverything();
        MeterReadings.awaitAgreement(middleware, token, household);
        new CleaningStory(middleware, token).aPartnersStepCountsWhileItsBundleIsThere(household);
    }

    @Test
    void anOperatorChangesTheCleaningAndHasDocumentsComputedAnew() throws Exception {
        household.sendEverything();
        MeterReadings.awaitAgreement(middleware, token, household);
        JsonNode some = metered().get(0);
        Instant at = Instant.parse(some.get("timestamp").asText());
        String reprocess = "telemetry:reprocess --device %s --from %s --to %s"
                .formatted(some.get("device_id").asText(), at.minus(20, ChronoUnit.DAYS), at.plus(20, ChronoUnit.DAYS));
        Path file = Path.of(
                        middleware.shell("system:property karaf.etc").output().strip())
                .resolve("telemetry-cleaning.json");
        try {
            Files.writeString(
                    file,
                    """
                    {"metrics": {
                      "meter_kwh": [{"step": "range", "highest": -1}, {"step": "counter"}, {"step": "interval"}],
                      "energy_real": [{"step": "range", "highest": -1}, {"step": "counter"}, {"step": "interval"}]
                    }}
                    """);
            awaitListed("etc/telemetry-cleaning.json");
            assertThat(middleware.shell(reprocess).output()).contains("hours with samples are marked", "All ");
            assertThat(metered())
                    .filteredOn(each -> each.get("device_id").equals(some.get("device_id")))
                    .isEmpty();

            Files.writeString(file, "{\"metrics\": {\"lux\": [{\"step\": \"rage\"}]}, \"x\": 1}");
            awaitListed("found the unknown key 'x'");
            // results of health checks are kept for a moment
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                            middleware.get("/health?tag=telemetry", "").body())
                    .contains("the version before stays in use"));
        } finally {
            Files.delete(file);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        !middleware.shell("telemetry:cleaning-list").output().contains("telemetry-cleaning.json"));
        assertThat(middleware.shell(reprocess).output()).contains("All ");
        MeterReadings.awaitAgreement(middleware, token, household);
        assertThat(middleware.shell("telemetry:unknown-list").output()).contains("No box reported an unknown rID");
    }

    private static void awaitListed(String text) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        middleware.shell("telemetry:cleaning-list").output().contains(text));
    }

    /** Documents of the household with energy, some of them. */
    private List<JsonNode> metered() throws Exception {
        List<JsonNode> metered = new ArrayList<>();
        MeterReadings.page(middleware, token, "meter", "{\"account_id\":\"%s\"}".formatted(household.account()), 1)
                .get("_items")
                .forEach(each -> {
                    if (each.has("kwh")) {
                        metered.add(each);
                    }
                });
        return metered;
    }

    private static int total(String bearer) throws Exception {
        return MeterReadings.page(middleware, bearer, "meter", "{}", 1)
                .get("_meta")
                .get("total")
                .asInt();
    }
}
