package eu.flexcoop.middleware.itests;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import eu.flexcoop.middleware.itests.steps.ClampStep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The step and the instructions of docs/telemetry.md, as a partner follows them. */
final class CleaningStory {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final double HIGHEST = 0.01;
    private static final String RULES =
            """
            {"metrics": {"meter_kwh": [{"step": "acme-clamp", "highest": 0.01}, {"step": "counter"}, {"step": "interval"}]}}
            """;
    private static final String NOTES =
            """
            {"source": "telemetry:data_quality", "resource_methods": ["GET"], "item_methods": [], "access": {"service": {}},
             "schema": {"_id": {}, "device_id": {"type": "string"}, "metric": {"type": "string"},
                        "timestamp": {"type": "datetime"}, "removed_values": {"type": "list"}}}
            """;

    private final Middleware middleware;
    private final String token;

    CleaningStory(Middleware middleware, String token) {
        this.middleware = middleware;
        this.token = token;
    }

    /** @param household whose week is in the documents */
    void aPartnersStepCountsWhileItsBundleIsThere(Household household) throws Exception {
        JsonNode some = withEnergy("{\"account_id\":\"%s\"}".formatted(household.account()))
                .get(0);
        Instant at = Instant.parse(some.get("timestamp").asText());
        String device = some.get("device_id").asText();
        String where = "{\"device_id\":\"%s\"}".formatted(device);
        String reprocess = "telemetry:reprocess --device %s --from %s --to %s"
                .formatted(device, at.minus(20, ChronoUnit.DAYS), at.plus(20, ChronoUnit.DAYS));
        DeployedBundle.resources(middleware, "acme.notes", Map.of("quality_notes", NOTES));
        DeployedBundle cleaning = DeployedBundle.cleaning(middleware, ClampStep.class, RULES);
        try {
            await("the rules to be in force").atMost(SOON).until(() -> rules().contains("acme-clamp"));
            assertThat(middleware.shell(reprocess).output()).contains("All ");
            assertThat(withEnergy(where))
                    .isNotEmpty()
                    .allSatisfy(each -> assertThat(each.get("kwh").asDouble()).isLessThanOrEqualTo(HIGHEST));
            assertThat(notes(where)).contains("\"rule\":\"acme-clamp\"");
        } finally {
            cleaning.remove();
        }
        await("the rules of the platform").atMost(SOON).until(() -> !rules().contains("acme-clamp"));
        assertThat(middleware.shell(reprocess).output()).contains("All ");
        MeterReadings.awaitAgreement(middleware, token, household);
        assertThat(notes(where)).doesNotContain("acme-clamp");
    }

    private String rules() throws Exception {
        return middleware.shell("telemetry:cleaning-list").output();
    }

    private String notes(String where) throws Exception {
        return MeterReadings.page(middleware, token, "quality_notes", where, 1).toString();
    }

    private List<JsonNode> withEnergy(String where) throws Exception {
        List<JsonNode> found = new ArrayList<>();
        MeterReadings.page(middleware, token, "meter", where, 1).get("_items").forEach(each -> {
            if (each.has("kwh")) {
                found.add(each);
            }
        });
        return found;
    }
}
