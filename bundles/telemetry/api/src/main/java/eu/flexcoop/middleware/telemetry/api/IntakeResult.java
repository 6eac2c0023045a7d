package eu.flexcoop.middleware.telemetry.api;

import java.util.Set;

/**
 * What became of a batch of samples.
 *
 * @param stored samples that are durable now, repeated ones included
 * @param unknownRids rIDs that the box never registered; their samples were refused
 */
public record IntakeResult(int stored, Set<String> unknownRids) {
    public IntakeResult {
        unknownRids = Set.copyOf(unknownRids);
    }
}
