package eu.flexcoop.middleware.telemetry.api;

import java.time.Instant;
import java.util.Objects;

import eu.flexcoop.middleware.core.api.VenId;

/**
 * An rID of which a box sent samples without having registered it.
 *
 * @param rid as sent; {@code …} for all rIDs of the box beyond the number that is told apart
 * @param samples how many came
 * @param kept how many of them are kept aside, the latest ones
 * @param first when the first one came
 * @param last when the last one came
 * @param lastValue its value, in the unit of the box
 */
public record UnknownPoint(
        VenId ven, String rid, long samples, int kept, Instant first, Instant last, double lastValue) {
    public UnknownPoint {
        Objects.requireNonNull(ven, "ven");
        Objects.requireNonNull(rid, "rid");
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(last, "last");
    }
}
