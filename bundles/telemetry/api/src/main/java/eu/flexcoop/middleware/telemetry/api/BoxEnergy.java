package eu.flexcoop.middleware.telemetry.api;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.VenId;

/**
 * Energy per quarter hour of the data points of boxes, as it was computed from what they reported. Thread-safe; methods throw
 * {@link eu.flexcoop.middleware.core.api.UnavailableException} while the database is not reachable.
 */
@ProviderType
public interface BoxEnergy {
    /**
     * Energy of one data point.
     *
     * @param rid data point of the box
     * @param start of the quarter hour
     * @param verified it was measured for the whole quarter hour
     */
    record QuarterHour(String rid, Instant start, double kwh, boolean verified) {
        public QuarterHour {
            Objects.requireNonNull(rid, "rid");
            Objects.requireNonNull(start, "start");
        }
    }

    /** rIDs of the box whose values are energy, in their natural order. */
    List<String> points(VenId ven);

    /**
     * What is known now, in order of time.
     *
     * @param rids of {@link #points}; others are left out
     * @param from first start
     * @param to end of the last one
     */
    List<QuarterHour> energy(VenId ven, Collection<String> rids, Instant from, Instant to);
}
