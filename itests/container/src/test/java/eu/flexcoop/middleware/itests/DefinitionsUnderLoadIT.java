package eu.flexcoop.middleware.itests;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A partner's bundle is installed, updated, shadowed and removed while components read and write its resource. */
class DefinitionsUnderLoadIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    @RegisterExtension
    static final SharedMiddleware SHARED = new SharedMiddleware();

    private static Middleware middleware;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        middleware = SHARED.middleware();
        token = middleware.serviceToken();
    }

    /** Each version writes its number into the documents and shows it in the responses. */
    private static Map<String, String> gauges(String version) {
        return Map.of(
                "gauges",
                """
                {"resource_methods": ["GET", "POST"], "item_methods": ["GET", "PATCH", "DELETE"],
                 "access": {"service": {}, "admin": {}}, "extra_response_fields": ["version"],
                 "schema": {"value": {"type": "float", "required": true},
                            "version": {"type": "string", "readonly": true, "default": "%s"}}}
                """
                        .formatted(version));
    }

    private static DeployedBundle drop(String bundle, String version) throws Exception {
        return DeployedBundle.resources(middleware, bundle, gauges(version));
    }

    @Test
    void noRequestIsAnsweredWronglyWhileDefinitionsComeAndGo() throws Exception {
        DeployedBundle partner = drop("acme.gauges", "1");
        awaitOutcome("1");
        try (ResourceLoad load = new ResourceLoad(middleware, "gauges", token, Set.of("1"))) {
            load.expectDuring(Set.of("1", "2"), Set.of("2"), () -> {
                drop("acme.gauges", "2");
                awaitOutcome("2");
            });

            // the update has an error: version 2 stays in use
            DeployedBundle.resources(middleware, "acme.gauges", Map.of("gauges", "{\"schema\": {\"value\": 5}}"));
            awaitListed("stays in use");
            load.expectAnswers(50);

            DeployedBundle other = drop("other.gauges", "9");
            awaitListed("shadowed");
            load.expectAnswers(50);

            load.expectDuring(Set.of("2", "9"), Set.of("9"), () -> {
                partner.remove();
                awaitOutcome("9");
            });

            load.expectDuring(Set.of("9", ResourceLoad.WITHDRAWN), Set.of(ResourceLoad.WITHDRAWN), () -> {
                other.remove();
                awaitOutcome(ResourceLoad.WITHDRAWN);
            });

            load.expectDuring(Set.of(ResourceLoad.WITHDRAWN, "3"), Set.of("3"), () -> {
                drop("acme.gauges", "3");
                awaitOutcome("3");
            });
            load.expectAnswers(50);
        }
    }

    private static void awaitOutcome(String outcome) {
        await("a POST to be answered by version " + outcome)
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> ResourceLoad.post(middleware, "gauges", token).equals(outcome));
    }

    private static void awaitListed(String text) {
        await("resource:list to say " + text).atMost(SOON).untilAsserted(() -> assertThat(
                        middleware.shell("resource:list --no-format").output())
                .contains(text));
    }
}
