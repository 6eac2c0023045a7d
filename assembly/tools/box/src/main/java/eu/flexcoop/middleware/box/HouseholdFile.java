package eu.flexcoop.middleware.box;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

import eu.flexcoop.middleware.box.BoxReadings.Reading;

/**
 * A household's load and PV as meters would show them: two registers that count kWh, read at the ends of the half hours.
 * There is one reading more than half hours, since the first one stands before them.
 */
final class HouseholdFile {
    /** The first line of a household file. */
    static final String HEADER = "start_utc,start_local,load_kwh,pv_kwh";

    private static final Duration STEP = Duration.ofMinutes(30);

    private HouseholdFile() {}

    /** rID of the meter at the grid connection, which counts the general consumption. */
    static String loadRId(String house) {
        return "smartClamp_1_%s_Main_prosumerDeviceMetering_1_meterKwh".formatted(house);
    }

    /** rID of the meter behind the inverter. */
    static String pvRId(String house) {
        return "inverter_1_%s_Roof_pvDevice_1_meterKwh".formatted(house);
    }

    /** The two meters; without a file they are all that a box offers. */
    static BoxReadings none(String house) {
        return new BoxReadings(points(house), List.of(), STEP);
    }

    private static List<BoxPoint> points(String house) {
        return List.of(
                new BoxPoint(loadRId(house), "kWh", BoxPoint.REGISTER),
                new BoxPoint(pvRId(house), "kWh", BoxPoint.REGISTER));
    }

    /**
     * @throws IllegalArgumentException naming the line, if the file is not as it should be
     */
    static BoxReadings parse(Path file, List<String> lines, String house) {
        List<Reading> readings = new ArrayList<>();
        BigDecimal load = BigDecimal.ZERO;
        BigDecimal pv = BigDecimal.ZERO;
        for (int i = 1; i < lines.size(); i++) {
            String[] fields = lines.get(i).split(",", -1);
            try {
                Instant start = Instant.parse(fields[0]);
                if (readings.isEmpty()) {
                    readings.add(new Reading(start, new double[] {0, 0}));
                } else if (!start.equals(readings.get(readings.size() - 1).at())) {
                    throw new IllegalArgumentException("the half hour does not follow the one before it");
                }
                // decimals, so that the register does not gather rounding errors
                load = load.add(energy(fields[2]));
                pv = pv.add(energy(fields[3]));
                readings.add(new Reading(start.plus(STEP), new double[] {load.doubleValue(), pv.doubleValue()}));
            } catch (IllegalArgumentException | DateTimeParseException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "%s, line %d '%s': %s".formatted(file, i + 1, lines.get(i), e.getMessage()), e);
            }
        }
        return new BoxReadings(points(house), readings, STEP);
    }

    private static BigDecimal energy(String text) {
        BigDecimal value = new BigDecimal(text.strip());
        if (value.signum() < 0) {
            throw new IllegalArgumentException("energy is negative");
        }
        return value;
    }
}
