package eu.flexcoop.middleware.telemetry.api;

import java.util.Map;
import java.util.Set;

/**
 * What became of a batch of samples. Samples of rIDs that are named here were not stored, or not all of them; all others were.
 *
 * @param stored samples that are durable now, repeated ones included
 * @param unknownRids rIDs that the box never registered
 * @param refused why samples of known rIDs cannot be stored, one reason for each rID
 */
public record IntakeResult(int stored, Set<String> unknownRids, Map<String, String> refused) {
    public IntakeResult {
        unknownRids = Set.copyOf(unknownRids);
        refused = Map.copyOf(refused);
    }

    /** Of a batch in which no known rID was refused. */
    public IntakeResult(int stored, Set<String> unknownRids) {
        this(stored, unknownRids, Map.of());
    }
}
