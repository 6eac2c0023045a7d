package eu.flexcoop.middleware.core.api;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

class IdsTest {
    private static final Map<String, Function<String, Object>> IDS = Map.of(
            "VenId", VenId::new,
            "DeviceId", DeviceId::new,
            "AccountId", AccountId::new,
            "AggregatorId", AggregatorId::new);

    @TestFactory
    Stream<DynamicTest> aBlankIdIsRefusedByItsName() {
        return IDS.entrySet().stream()
                .map(id -> dynamicTest(id.getKey(), () -> assertThatThrownBy(
                                () -> id.getValue().apply(" "))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(id.getKey() + " must not be blank")));
    }

    @TestFactory
    Stream<DynamicTest> anIdIsPrintedAsItsValue() {
        return IDS.entrySet().stream()
                .map(id ->
                        dynamicTest(id.getKey(), () -> assertThat(id.getValue().apply("a/b c"))
                                .hasToString("a/b c")));
    }

    @TestFactory
    Stream<DynamicTest> thereIsNoIdWithoutAValue() {
        return IDS.entrySet().stream()
                .map(id -> dynamicTest(id.getKey(), () -> assertThatThrownBy(
                                () -> id.getValue().apply(null))
                        .isInstanceOf(NullPointerException.class)));
    }

    @Test
    void caseMatters() {
        assertThat(new VenId("a")).isNotEqualTo(new VenId("A")).isEqualTo(new VenId("a"));
    }

    @Test
    void idsOfDifferentKindsAreNeverEqual() {
        assertThat((Object) new VenId("a")).isNotEqualTo(new DeviceId("a"));
    }
}
