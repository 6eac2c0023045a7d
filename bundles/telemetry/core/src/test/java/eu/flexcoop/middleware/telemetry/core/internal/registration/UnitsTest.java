package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.api.ReportedUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

/** Every unit with every scale code of the schemas {@code oadr_power_20b}, {@code oadr_20b} and {@code oadr_siscale_20b}. */
class UnitsTest {
    private static final Map<String, Integer> SCALES = Map.ofEntries(
            Map.entry("p", -12),
            Map.entry("n", -9),
            Map.entry("micro", -6),
            Map.entry("m", -3),
            Map.entry("c", -2),
            Map.entry("d", -1),
            Map.entry("none", 0),
            Map.entry("k", 3),
            Map.entry("M", 6),
            Map.entry("G", 9),
            Map.entry("T", 12));

    /** Stored value = (sent value in the unit without prefix - zero) * factor. */
    private record Unit(String itemBase, String unit, String metric, String stored, String factor, String zero) {}

    private static final List<Unit> UNITS = List.of(
            new Unit("energyReal", "Wh", "energy_real", "kWh", "0.001", "0"),
            new Unit("energyApparent", "VAh", "energy_apparent", "kVAh", "0.001", "0"),
            new Unit("energyReactive", "VARh", "energy_reactive", "kvarh", "0.001", "0"),
            new Unit("powerReal", "W", "power_real", "W", "1", "0"),
            new Unit("powerReal", "J/s", "power_real", "W", "1", "0"),
            new Unit("powerApparent", "VA", "power_apparent", "VA", "1", "0"),
            new Unit("powerReactive", "VAR", "power_reactive", "var", "1", "0"),
            new Unit("voltage", "V", "meter_voltage", "V", "1", "0"),
            new Unit("current", "A", "meter_current", "A", "1", "0"),
            new Unit("frequency", "Hz", "frequency", "Hz", "1", "0"),
            new Unit("temperature", "celsius", "temperature", "°C", "1", "0"),
            new Unit("temperature", "fahrenheit", "temperature", "°C", "0.5555555555555555555", "32"),
            new Unit("Therm", "thm", "therm", "thm", "1", "0"),
            new Unit("pulseCount", "count", "pulse_count", "count", "1", "0"),
            new Unit("currency", "EUR", "currency", "EUR", "1", "0"),
            new Unit("currencyPerKWh", "EUR", "currency_per_kwh", "EUR", "1", "0"),
            new Unit("currencyPerKW", "USD", "currency_per_kw", "USD", "1", "0"),
            new Unit("currencyPerThm", "GBP", "currency_per_thm", "GBP", "1", "0"));

    static List<Arguments> unitsAndScales() {
        List<Arguments> all = new ArrayList<>();
        for (Unit unit : UNITS) {
            SCALES.forEach((scale, power) -> all.add(Arguments.of(unit, scale, power)));
        }
        return all;
    }

    private static PointMappings mapped(String itemBase, String unit, String scale) {
        ReportedUnit reported = new ReportedUnit(itemBase, "", unit, scale, Optional.empty());
        return PointMappings.of(List.of(new DataPoint(
                "a-uuid",
                ReportKind.TELEMETRY_USAGE,
                "specifier",
                "usage",
                "Net",
                Optional.of(reported),
                Optional.empty(),
                Optional.empty())));
    }

    @ParameterizedTest
    @MethodSource("unitsAndScales")
    void everyUnitIsConvertedWithEveryScale(Unit unit, String scale, int power) {
        MappedPoint point = mapped(unit.itemBase(), unit.unit(), scale).points().get("a-uuid");
        assertThat(point.metric()).isEqualTo(unit.metric());
        assertThat(point.unit()).isEqualTo(unit.stored());
        for (String sent : List.of("1", "21.5", "-7.25", "480000")) {
            BigDecimal exact = new BigDecimal(sent)
                    .scaleByPowerOfTen(power)
                    .subtract(new BigDecimal(unit.zero()))
                    .multiply(new BigDecimal(unit.factor()), MathContext.DECIMAL128);
            assertThat(point.conversion().apply(Double.parseDouble(sent)))
                    .as("%s %s%s", sent, scale, unit.unit())
                    .isCloseTo(exact.doubleValue(), withinPercentage(1e-9));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "energyReal, W, unit 'W' is no unit of energyReal",
        "energyApparent, VA, unit 'VA' is no unit of energyApparent",
        "powerReactive, furlong, unit 'furlong' is no unit of powerReactive",
        "frequency, '', unit '' is no unit of frequency",
        "temperature, kelvins, unit 'kelvins' is no unit of temperature",
        "Therm, J, unit 'J' is no unit of Therm",
        "currencyPerKWh, euro, unit 'euro' is no code of a currency (ISO 4217)"
    })
    void aUnitThatIsNoneOfItsQuantityIsRefusedWithTheReason(String itemBase, String unit, String reason) {
        PointMappings mappings = mapped(itemBase, unit, "none");
        assertThat(mappings.points()).isEmpty();
        assertThat(mappings.refused()).containsEntry("a-uuid", reason);
    }
}
