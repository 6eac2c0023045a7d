package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SubscriptionPolicyTest {
    private static SubscriptionPolicy policy(
            String subscribe, String granularity, String reportBack, String history, int staleAfter, String action) {
        return new SubscriptionPolicy(
                List.of(subscribe), granularity, reportBack, false, history, false, staleAfter, action);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("subscribe", "everything", "PT1M", "PT1M", "all", 2, "none"),
                Arguments.of("granularity", "all", "1 minute", "PT1M", "all", 2, "none"),
                Arguments.of("granularity", "all", "PT0S", "PT1M", "all", 2, "none"),
                Arguments.of("reportBack", "all", "PT1M", "-PT1M", "all", 2, "none"),
                Arguments.of("history", "all", "PT1M", "PT1M", "some", 2, "none"),
                Arguments.of("staleAfter", "all", "PT1M", "PT1M", "all", 0, "none"),
                Arguments.of("staleAction", "all", "PT1M", "PT1M", "all", 2, "panic"));
    }

    @ParameterizedTest
    @MethodSource
    void wrong(
            String key,
            String subscribe,
            String granularity,
            String reportBack,
            String history,
            int staleAfter,
            String action) {
        assertThatThrownBy(() -> policy(subscribe, granularity, reportBack, history, staleAfter, action))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + " = ")
                .hasMessageContaining("eu.flexcoop.middleware.openadr.reports.cfg");
    }

    @Test
    void namesAreComparedWithoutRegardToCase() {
        SubscriptionPolicy some = policy("telemetry_usage, x-own", "PT1M", "PT1M", "none", 2, "none");

        assertThat(some.wants("TELEMETRY_USAGE")).isTrue();
        assertThat(some.wants("x-Own")).isTrue();
        assertThat(some.wants("TELEMETRY_STATUS")).isFalse();
        assertThat(policy("none", "PT1M", "PT1M", "all", 2, "none").wants("TELEMETRY_USAGE"))
                .isFalse();
    }
}
