package eu.flexcoop.middleware.box;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import eu.flexcoop.middleware.box.BoxReadings.Reading;

/**
 * A CSV file of readings as a box sends them: column {@value #TIME} with the instant in UTC, and one column per point whose head is
 * {@code <rID> <unit> <reading type>}. An empty cell is no value.
 */
final class ReadingsFile {
    static final String TIME = "at";

    private static final Duration DEFAULT_STEP = Duration.ofMinutes(15);

    private ReadingsFile() {}

    static BoxReadings parse(Path file, List<String> lines) {
        List<BoxPoint> points = Arrays.stream(lines.get(0).strip().split(",", -1))
                .skip(1)
                .map(BoxPoint::parse)
                .toList();
        List<Reading> readings = new ArrayList<>(lines.size());
        for (int i = 1; i < lines.size(); i++) {
            try {
                Reading reading = reading(lines.get(i), points.size());
                if (!readings.isEmpty()
                        && !reading.at()
                                .isAfter(readings.get(readings.size() - 1).at())) {
                    throw new IllegalArgumentException("it is not later than the line before it");
                }
                readings.add(reading);
            } catch (IllegalArgumentException | DateTimeParseException e) {
                throw new IllegalArgumentException(
                        "%s, line %d '%s': %s".formatted(file, i + 1, lines.get(i), e.getMessage()), e);
            }
        }
        Duration step = readings.size() < 2
                ? DEFAULT_STEP
                : Duration.between(readings.get(0).at(), readings.get(1).at());
        return new BoxReadings(points, readings, step);
    }

    private static Reading reading(String line, int points) {
        String[] cells = line.split(",", -1);
        if (cells.length != points + 1) {
            throw new IllegalArgumentException("it has %d cells, not %d".formatted(cells.length, points + 1));
        }
        double[] values = new double[points];
        for (int i = 0; i < points; i++) {
            String cell = cells[i + 1].strip();
            values[i] = cell.isEmpty() ? Double.NaN : Double.parseDouble(cell);
        }
        return new Reading(Instant.parse(cells[0].strip()), values);
    }
}
