package eu.flexcoop.middleware.box;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a box measures and has measured.
 *
 * @param points in the order of the values of each reading
 * @param readings in order of time
 * @param step usual time between two readings
 */
public record BoxReadings(List<BoxPoint> points, List<Reading> readings, Duration step) {
    /**
     * The values of all points at one time.
     *
     * @param values one for each point; NaN where the point has none
     */
    public record Reading(Instant at, double[] values) {}

    public BoxReadings {
        points = List.copyOf(points);
        readings = List.copyOf(readings);
    }

    /**
     * Reads a file of the demo's household or a readings file.
     *
     * @param house group part of the rIDs of a household file
     * @throws IllegalArgumentException naming the line, if the file is neither
     */
    static BoxReadings read(Path file, String house) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String header = lines.isEmpty() ? "" : lines.get(0).strip();
        if (header.equals(HouseholdFile.HEADER)) {
            return HouseholdFile.parse(file, lines, house);
        }
        if (header.startsWith(ReadingsFile.TIME + ",")) {
            return ReadingsFile.parse(file, lines);
        }
        throw new IllegalArgumentException(
                "A box cannot send %s: its first line is neither %s nor %s,<rID> <unit> <reading type>,..."
                        .formatted(file, HouseholdFile.HEADER, ReadingsFile.TIME));
    }
}
