package eu.flexcoop.middleware.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PlanTest {
    private static final String[] REQUIRED = {
        "--http",
        "http://127.0.0.1:1",
        "--vtn",
        "https://127.0.0.1:2",
        "--data",
        "/d",
        "--account",
        "a",
        "--aggregator",
        "c"
    };

    @Test
    void whatIsNotGivenHasADefault() {
        Plan plan = Plan.of(REQUIRED);
        assertThat(plan.deploy()).isEqualTo(Path.of("/d/karaf/deploy"));
        assertThat(plan.measured()).isEqualTo(Duration.ofSeconds(10));
        assertThat(plan.wants("polls")).isTrue();
        assertThat(plan.wants("list")).isFalse();
        assertThat(plan.sizes().rows()).isEqualTo(20_000_000);
        assertThat(plan.sizes().vens()).isEqualTo(10_000);
        assertThat(plan.sizes().idle()).isEqualTo(100_000);
        assertThat(plan.sizes().tls()).isEqualTo(5000);
        assertThat(plan.longLoad()).isEqualTo(Duration.ofMinutes(3));
        assertThat(plan.page()).isEmpty();
    }

    @Test
    void aChoiceOfMeasurementsLeavesOutTheOthers() {
        Plan plan = Plan.of(with("--only", "rest,deploy"));
        assertThat(plan.wants("rest")).isTrue();
        assertThat(plan.wants("polls")).isFalse();
    }

    @Test
    void aLongMeasurementIsMadeIfItIsNamed() {
        Plan plan = Plan.of(with("--only", "list,vtn", "--rows", "1000", "--fill-seconds", "5", "--minutes", "30"));
        assertThat(plan.wants("list")).isTrue();
        assertThat(plan.wants("vtn")).isTrue();
        assertThat(plan.longLoad()).isEqualTo(Duration.ofMinutes(30));
        assertThat(plan.sizes().rows()).isEqualTo(1000);
        assertThat(plan.sizes().fill()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void numbersOfTheCallerAreTakenOver() {
        assertThat(Plan.of(with("--given", "cold=61.5,warm=30")).given())
                .containsEntry("cold", 61.5)
                .containsEntry("warm", 30.0);
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> Plan.of(with("--only", "nothing"))).hasMessageContaining("'nothing'");
        assertThatThrownBy(() -> Plan.of(with("--boxes", "none"))).hasMessageContaining("--boxes is 'none'");
        assertThatThrownBy(() -> Plan.of(with("--colour", "red"))).hasMessageContaining("--colour");
        assertThatThrownBy(() -> Plan.of(with("--json"))).hasMessageContaining("'--json'");
        assertThatThrownBy(() -> Plan.of("--vtn", "https://127.0.0.1:2")).hasMessageContaining("--data is missing");
    }

    private static String[] with(String... more) {
        return Stream.concat(Stream.of(REQUIRED), Stream.of(more)).toArray(String[]::new);
    }
}
