package eu.flexcoop.middleware.analytics.spi;

import java.util.Map;

/**
 * What a job that ended well did.
 *
 * @param points that were read and belong to the input
 * @param groups that were reduced
 * @param rows that were handed to the sink
 * @param counters everything else that was counted, by name
 */
public record JobOutcome(long points, long groups, long rows, Map<String, Long> counters) {
    public JobOutcome {
        counters = Map.copyOf(counters);
    }
}
