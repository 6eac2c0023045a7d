package eu.flexcoop.middleware.itests;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;

/** Routes come and go while boxes report. */
final class RouteStory {
    private static final int UPDATES = 3;

    private final Middleware middleware;
    private final String token;

    RouteStory(Middleware middleware, String token) {
        this.middleware = middleware;
        this.token = token;
    }

    /** Each sample that a box got an answer for is in the documents and in HBase, once. */
    void routesAreUpdatedWhileReportsArrive() throws Exception {
        List<Household> households = new ArrayList<>();
        for (int week = 1; week <= 3; week++) {
            households.add(Household.enrol(middleware, week));
        }
        ExecutorService boxes = Executors.newFixedThreadPool(households.size());
        try {
            List<Future<?>> sending = new ArrayList<>();
            for (Household each : households) {
                sending.add(boxes.submit(() -> {
                    each.sendEverything();
                    return null;
                }));
            }
            int updates = 0;
            while (updates < UPDATES || sending.stream().anyMatch(each -> !each.isDone())) {
                update("ingest");
                update("longterm");
                updates++;
            }
            for (Future<?> each : sending) {
                each.get();
            }
        } finally {
            boxes.shutdownNow();
        }
        for (Household each : households) {
            MeterReadings.awaitAgreement(middleware, token, each);
            MeterReadings.awaitAgreementOfTheSamples(middleware, token, each);
        }
        assertThat(middleware.shell("route:dead-letter-list").output()).contains("No route has set anything aside");
    }

    private void update(String route) throws Exception {
        Shell.Outcome update = middleware.shell("bundle:update eu.flexcoop.middleware.routes.telemetry." + route);
        assertThat(update.status()).as(update.toString()).isZero();
    }

    void aRouteIsStoppedAndStarted(Household household) throws Exception {
        assertThat(middleware.shell("route:stop telemetry-ingest").status()).isZero();
        try {
            household.sendEverything();
            assertThat(middleware.shell("route:info telemetry-ingest").output()).contains("stopped");
            assertThat(MeterReadings.page(
                                    middleware,
                                    token,
                                    "meter",
                                    "{\"account_id\":\"%s\"}".formatted(household.account()),
                                    1)
                            .get("_items"))
                    .isEmpty();
        } finally {
            assertThat(middleware.shell("route:start telemetry-ingest").status())
                    .isZero();
        }
        MeterReadings.awaitAgreement(middleware, token, household);
        Shell.Outcome unknown = middleware.shell("route:stop telemetry-ingset");
        assertThat(unknown.status()).isNotZero();
        assertThat(unknown.toString()).contains("'telemetry-ingset'");
    }
}
