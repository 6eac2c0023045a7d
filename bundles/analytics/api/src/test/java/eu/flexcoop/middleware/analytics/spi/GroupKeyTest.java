package eu.flexcoop.middleware.analytics.spi;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.core.api.DeviceId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GroupKeyTest {
    private static final TimePeriod DAY = TimePeriod.utcDay(Instant.parse("2026-03-01T12:00:00Z"));
    private static final DeviceId DEVICE = new DeviceId("dévice 1");

    /** In their order. */
    static List<GroupKey> keys() {
        return List.of(
                GroupKey.of("heat pump"),
                GroupKey.of("heat pump").and("north"),
                GroupKey.of("heat pumps"),
                GroupKey.of(TimePeriod.utcDay(Instant.parse("1969-12-31T00:00:00Z"))),
                GroupKey.of(DAY),
                GroupKey.of(DAY).and(""),
                GroupKey.of(DAY).and("tariff"),
                GroupKey.of(new TimePeriod(DAY.start(), DAY.end().plusSeconds(1))),
                GroupKey.of(new DeviceId("d")),
                GroupKey.of(new DeviceId("d")).and("tariff"),
                GroupKey.of(new DeviceId("d"), DAY),
                GroupKey.of(new DeviceId("d 1")),
                GroupKey.of(DEVICE, DAY),
                GroupKey.of(DEVICE, DAY).and("a").and("b"));
    }

    @ParameterizedTest
    @MethodSource("keys")
    void aKeyIsReadBackFromItsBytes(GroupKey key) {
        GroupKey read = GroupKey.fromBytes(key.toBytes());

        assertThat(read).isEqualTo(key).hasSameHashCodeAs(key).hasToString(key.toString());
    }

    @Test
    void keysAreOrderedAsTheirBytes() {
        List<GroupKey> shuffled = new ArrayList<>(keys());
        Collections.reverse(shuffled);

        assertThat(shuffled.stream().sorted()).containsExactlyElementsOf(keys());
        assertThat(shuffled.stream().sorted((a, b) -> Arrays.compareUnsigned(a.toBytes(), b.toBytes())))
                .containsExactlyElementsOf(keys());
    }

    @Test
    void theBytesAreThoseOfTheDocumentation() {
        TimePeriod second = new TimePeriod(Instant.ofEpochSecond(-1), Instant.ofEpochSecond(1));

        assertThat(HexFormat.of()
                        .formatHex(
                                GroupKey.of(new DeviceId("d"), second).and("é").toBytes()))
                .isEqualTo("01" + "6400" + "01" + "7fffffffffffffff" + "8000000000000001" + "01" + "c3a900" + "00");
    }

    @Test
    void aPartThatIsNotThereIsNamed() {
        GroupKey key = GroupKey.of(DAY).and("tariff");

        assertThat(key.period()).isEqualTo(DAY);
        assertThat(key.labels()).containsExactly("tariff");
        assertThatThrownBy(key::device)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Group '%s tariff' has no device, because the map step made its key without one", DAY);
        assertThatThrownBy(() -> GroupKey.of(DEVICE).period()).hasMessageContaining("has no period");
    }

    @Test
    void theTerminatorOfTextsCannotBePartOfThem() {
        assertThatThrownBy(() -> GroupKey.of("a\0b")).hasMessageContaining("U+0000");
        assertThatThrownBy(() -> GroupKey.of(new DeviceId("a\0b"))).hasMessageContaining("U+0000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "0064", "016400", "0001000000", "00000000", "02"})
    void otherBytesAreRefused(String hex) {
        assertThatThrownBy(() -> GroupKey.fromBytes(HexFormat.of().parseHex(hex)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("are not a group key");
    }

    @Test
    void eachPermittedPlanHasItsKind() {
        assertThat(Stream.of(PlanKind.values()).map(PlanKind::type).map(Class::getName))
                .containsExactlyInAnyOrderElementsOf(Stream.of(Plan.class.getPermittedSubclasses())
                        .map(Class::getName)
                        .toList());
        assertThat(Stream.of(PlanKind.values()).map(kind -> PlanKind.of(kind.key())))
                .containsExactly(PlanKind.values());
    }
}
