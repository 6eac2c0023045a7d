package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.api.ReportedUnit;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.MetricValues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PointMappingsTest {
    private static final String PLATFORM = "meter_1_Home_Hall_prosumerDeviceMetering_1_";

    private static DataPoint point(
            String rid, String reportType, String readingType, Optional<ReportedUnit> unit, String resource) {
        return new DataPoint(
                rid,
                ReportKind.TELEMETRY_USAGE,
                "specifier",
                reportType,
                readingType,
                unit,
                Optional.ofNullable(resource),
                Optional.empty());
    }

    private static Optional<ReportedUnit> unit(String itemBase, String unit, String scale) {
        return Optional.of(new ReportedUnit(itemBase, "", unit, scale, Optional.empty()));
    }

    private static MappedPoint mapped(DataPoint point) {
        PointMappings mappings = PointMappings.of(List.of(point));
        assertThat(mappings.refused()).isEmpty();
        return mappings.points().get(point.rid());
    }

    /** Every unit of the XSD, with the scale codes on both sides of none. */
    @ParameterizedTest
    @CsvSource({
        "energyReal, Wh, none, 1500, energy_real, kWh, 1.5",
        "energyReal, Wh, k, 1.5, energy_real, kWh, 1.5",
        "energyReal, Wh, M, 0.0015, energy_real, kWh, 1.5",
        "powerReal, W, none, 480, power_real, W, 480",
        "powerReal, W, m, 480000, power_real, W, 480",
        "powerReal, J/s, k, 0.48, power_real, W, 480",
        "powerReal, W, G, 0.00000048, power_real, W, 480",
        "voltage, V, k, 0.23, meter_voltage, V, 230",
        "voltage, V, d, 2300, meter_voltage, V, 230",
        "current, A, m, 2100, meter_current, A, 2.1",
        "current, A, micro, 2100000, meter_current, A, 2.1",
        "current, A, n, 2100000000, meter_current, A, 2.1",
        "temperature, celsius, none, 21.5, temperature, °C, 21.5",
        "temperature, celsius, c, 2150, temperature, °C, 21.5",
        "temperature, fahrenheit, none, 212, temperature, °C, 100",
        "temperature, fahrenheit, d, 320, temperature, °C, 0",
        "energyApparent, VAh, none, 1500, energy_apparent, kVAh, 1.5",
        "energyReactive, VARh, k, 1.5, energy_reactive, kvarh, 1.5",
        "powerApparent, VA, k, 1.5, power_apparent, VA, 1500",
        "powerReactive, VAR, none, 15, power_reactive, var, 15",
        "frequency, Hz, none, 50, frequency, Hz, 50",
        "frequency, Hz, k, 0.05, frequency, Hz, 50",
        "Therm, thm, none, 2, therm, thm, 2",
        "currency, EUR, none, 2, currency, EUR, 2",
        "currencyPerKWh, EUR, m, 200, currency_per_kwh, EUR, 0.2",
        "currencyPerKW, EUR, none, 2, currency_per_kw, EUR, 2",
        "currencyPerThm, USD, none, 2, currency_per_thm, USD, 2",
        "pulseCount, count, none, 7, pulse_count, count, 7"
    })
    void everyUnitOfOpenAdrIsConverted(
            String itemBase, String unit, String scale, double sent, String metric, String stored, double value) {
        MappedPoint mapped = mapped(point("a-uuid", "usage", "Net", unit(itemBase, unit, scale), null));
        assertThat(mapped.metric()).isEqualTo(metric);
        assertThat(mapped.unit()).isEqualTo(stored);
        assertThat(mapped.conversion().apply(sent)).isEqualTo(value, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({
        "p, 1e-12",
        "n, 1e-9",
        "micro, 1e-6",
        "m, 1e-3",
        "c, 1e-2",
        "d, 1e-1",
        "none, 1",
        "k, 1e3",
        "M, 1e6",
        "G, 1e9",
        "T, 1e12"
    })
    void everyScaleCodeIsAppliedToBothKindsOfRids(String scale, double factor) {
        for (String rid : List.of("res0_current", PLATFORM + "meterCurrent")) {
            MappedPoint mapped = mapped(point(rid, "usage", "Net", unit("current", "A", scale), null));
            assertThat(mapped.conversion()).isEqualTo(new Conversion(factor, 0));
        }
    }

    @Test
    void pulsesWithAFactorAreEnergy() {
        ReportedUnit pulses = new ReportedUnit("pulseCount", "pulse count", "count", "none", Optional.of(0.001));
        MappedPoint mapped = mapped(point("p", "reading", "Direct Read", Optional.of(pulses), null));
        assertThat(mapped.metric()).isEqualTo("energy_real");
        assertThat(mapped.counter()).isTrue();
        assertThat(mapped.conversion().apply(1500)).isEqualTo(1.5, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "usage, Direct Read, energyReal, energy_real, true",
        "reading, direct read, energyReal, energy_real, true",
        "usage, Net, energyReal, energy_real, false",
        "usage, Direct Read, powerReal, power_real, false",
        "demand, Mean, powerReal, power_real, false",
        "demand, Peak, powerReal, power_real_peak, false",
        "usage, Projected, energyReal, energy_real_projected, false",
        "baseline, Net, energyReal, baseline_energy_real, false",
        "deltaUsage, Net, powerReal, delta_usage_power_real, false",
        "setPoint, x-notApplicable, temperature, set_point_temperature, false",
        "x-myKind, Net, voltage, x-my_kind_meter_voltage, false"
    })
    void whatIsNoMeasurementOfTheQuantityKeepsANameOfItsOwn(
            String reportType, String readingType, String itemBase, String metric, boolean counter) {
        MappedPoint mapped =
                mapped(point("r", reportType, readingType, unit(itemBase, unitOf(itemBase), "none"), null));
        assertThat(mapped.metric()).isEqualTo(metric);
        assertThat(mapped.counter()).isEqualTo(counter);
    }

    private static String unitOf(String itemBase) {
        return Map.of("energyReal", "Wh", "powerReal", "W", "temperature", "celsius", "voltage", "V")
                .get(itemBase);
    }

    @Test
    void aCustomUnitIsNamedByItsDescription() {
        for (Map.Entry<String, String> each : Map.of(
                        "State of Charge", "state_of_charge",
                        "batterySoC", "state_of_charge",
                        "Wind $peed. (10 min)", "wind_peed_10_min")
                .entrySet()) {
            ReportedUnit custom = new ReportedUnit("customUnit", each.getKey(), "percent", "none", Optional.empty());
            MappedPoint mapped = mapped(point("r", "usage", "Net", Optional.of(custom), null));
            assertThat(mapped.metric()).isEqualTo(each.getValue());
            assertThat(mapped.unit()).isEqualTo("%");
        }
    }

    @Test
    void withoutAnyUnitTheReportTypeNamesTheMetric() {
        assertThat(mapped(point("r", "usage", "Net", Optional.empty(), null)).metric())
                .isEqualTo("usage");
    }

    @Test
    void theDeviceIsTheResourceOrElseTheRid() {
        PointMappings mappings = PointMappings.of(List.of(
                point("res0_powerReal", "usage", "Net", unit("powerReal", "W", "none"), "res0"),
                point("res0_voltage", "usage", "Net", unit("voltage", "V", "none"), "res0"),
                point("alone", "usage", "Net", unit("voltage", "V", "none"), null)));
        assertThat(mappings.byDevice()).containsOnlyKeys("resource res0", "rid alone");
    }

    @Test
    void pointsOfOneResourceWithOneMetricAreDevicesOfTheirOwn() {
        PointMappings mappings = PointMappings.of(List.of(
                point("l1", "usage", "Net", unit("voltage", "V", "none"), "res0"),
                point("l2", "usage", "Net", unit("voltage", "V", "none"), "res0"),
                point("p", "usage", "Net", unit("powerReal", "W", "none"), "res0")));
        assertThat(mappings.byDevice()).containsOnlyKeys("rid l1", "rid l2", "resource res0");
    }

    @Test
    void anUnknownScaleOrAUnitThatDoesNotFitIsRefusedWithAReason() {
        PointMappings mappings = PointMappings.of(List.of(
                point("scale", "usage", "Net", unit("voltage", "V", "kilo"), null),
                point("unit", "usage", "Net", unit("voltage", "W", "none"), null),
                point(PLATFORM + "meterCurrent", "usage", "Net", unit("current", "V", "none"), null),
                point(PLATFORM + "meterWatts", "usage", "Net", unit("voltage", "V", "none"), null),
                point("good", "usage", "Net", unit("voltage", "V", "none"), null)));
        assertThat(mappings.points()).containsOnlyKeys("good");
        assertThat(mappings.refused())
                .containsEntry("unit", "unit 'W' is no unit of voltage")
                .containsEntry(PLATFORM + "meterCurrent", "unit 'V' is no unit of current")
                .containsEntry(PLATFORM + "meterWatts", "unit 'V' cannot be converted to W")
                .containsEntry(
                        "scale", "siScaleCode 'kilo' is unknown, use one of p, n, micro, m, c, d, k, M, G, T, none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "with\nnewline"})
    void aRidThatCannotBeShownIsRefused(String rid) {
        assertThat(PointMappings.of(List.of(point(rid, "usage", "Net", Optional.empty(), null)))
                        .refused())
                .containsOnlyKeys(rid);
    }

    @Test
    void theStatusOfAResourceIsAState() {
        DataPoint status = new DataPoint(
                "heater_status",
                ReportKind.TELEMETRY_STATUS,
                "specifier",
                "x-resourceStatus",
                "x-notApplicable",
                Optional.empty(),
                Optional.of("heater"),
                Optional.empty());
        assertThat(mapped(status).metric()).isEqualTo("resource_status");
        assertThat(MetricValues.isState(mapped(status).metric())).isTrue();
    }
}
