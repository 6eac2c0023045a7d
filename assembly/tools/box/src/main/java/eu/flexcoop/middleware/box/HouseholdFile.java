package eu.flexcoop.middleware.box;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * A household's load and PV as meters would show them: two registers that count kWh, read at the ends of the half hours.
 * There is one reading more than half hours, since the first one stands before them.
 *
 * @param readings in order of time
 */
public record HouseholdFile(List<RegisterReading> readings) {
    /** The first line of a household file. */
    public static final String HEADER = "start_utc,start_local,load_kwh,pv_kwh";

    private static final Duration STEP = Duration.ofMinutes(30);

    /** Both registers at one time. */
    public record RegisterReading(Instant at, double loadKwh, double pvKwh) {}

    public HouseholdFile {
        readings = List.copyOf(readings);
    }

    /**
     * @throws IllegalArgumentException naming the line, if the file is not as it should be
     */
    public static HouseholdFile read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.get(0).strip().equals(HEADER)) {
            throw new IllegalArgumentException(
                    "%s is no household file: its first line is not %s".formatted(file, HEADER));
        }
        List<RegisterReading> readings = new ArrayList<>();
        BigDecimal load = BigDecimal.ZERO;
        BigDecimal pv = BigDecimal.ZERO;
        for (int i = 1; i < lines.size(); i++) {
            String[] fields = lines.get(i).split(",", -1);
            try {
                Instant start = Instant.parse(fields[0]);
                if (readings.isEmpty()) {
                    readings.add(new RegisterReading(start, 0, 0));
                } else if (!start.equals(readings.get(readings.size() - 1).at())) {
                    throw new IllegalArgumentException("the half hour does not follow the one before it");
                }
                // decimals, so that the register does not gather rounding errors
                load = load.add(energy(fields[2]));
                pv = pv.add(energy(fields[3]));
                readings.add(new RegisterReading(start.plus(STEP), load.doubleValue(), pv.doubleValue()));
            } catch (IllegalArgumentException | DateTimeParseException | ArrayIndexOutOfBoundsException e) {
                throw new IllegalArgumentException(
                        "%s, line %d '%s': %s".formatted(file, i + 1, lines.get(i), e.getMessage()), e);
            }
        }
        return new HouseholdFile(readings);
    }

    private static BigDecimal energy(String text) {
        BigDecimal value = new BigDecimal(text.strip());
        if (value.signum() < 0) {
            throw new IllegalArgumentException("energy is negative");
        }
        return value;
    }
}
