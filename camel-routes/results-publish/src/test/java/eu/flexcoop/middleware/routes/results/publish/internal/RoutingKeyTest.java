package eu.flexcoop.middleware.routes.results.publish.internal;

import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.analytics.api.ModuleResult;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RoutingKeyTest {
    private static String key(String aggregator, String device) {
        return RoutingKey.of(
                "quality",
                new ModuleResult(
                        "id",
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Optional.ofNullable(device).map(DeviceId::new),
                        Optional.empty(),
                        Optional.ofNullable(aggregator).map(AggregatorId::new),
                        "{}"));
    }

    @ParameterizedTest
    @CsvSource({
        "coop.example, 404de147, quality.coop%2Eexample.404de147",
        ", , quality.-.-",
        "coop, , quality.coop.-",
        "a%b*c#d, e, quality.a%25b%2Ac%23d.e"
    })
    void aKeyHasThreeWordsWhateverTheIds(String aggregator, String device, String expected) {
        assertThat(key(aggregator, device)).isEqualTo(expected);
        assertThat(expected.split("\\.")).hasSize(3);
    }

    @Test
    void anIdThatIsTooLongIsLeftOut() {
        assertThat(key("ü".repeat(51), "d")).isEqualTo("quality.-.d");
        assertThat(key("x".repeat(100), "d")).startsWith("quality.x");
    }

    @Test
    void whatCannotBeAModuleIsRefusedWithItsPlace() {
        assertThat(PublishedModules.parse(" quality, peak ,,quality")).containsExactly("quality", "peak");
        assertThat(PublishedModules.parse("")).isEmpty();
        assertThatThrownBy(() -> PublishedModules.parse("quality;peak"))
                .hasMessageContaining("'quality;peak'")
                .hasMessageContaining("routes.results.publish.cfg");
    }
}
