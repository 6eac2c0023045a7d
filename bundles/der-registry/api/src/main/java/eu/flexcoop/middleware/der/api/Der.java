package eu.flexcoop.middleware.der.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.VenId;

/**
 * A distributed energy resource: one device behind a box.
 *
 * @param id of the device, the same in all telemetry
 * @param deviceClass as the box names it, for example {@code hvacDevice}
 * @param name {@code NO NAME} until a person gives one
 * @param type empty if unknown, and for what only measures
 * @param measuredBy points whose samples are stored
 * @param steeredBy points that can be set
 * @param corrected names of the fields that a person has set; registrations of the box do not change them
 * @param updatedAt last change of what clients see
 * @param retiredAt since when the box has not reported it any more
 */
public record Der(
        DeviceId id,
        Owner owner,
        String deviceClass,
        String name,
        DerKind kind,
        Optional<DerType> type,
        Rating rating,
        Optional<Flexibility> flexibility,
        Place place,
        Availability availability,
        List<MeasuringPoint> measuredBy,
        List<SteeringPoint> steeredBy,
        Set<String> corrected,
        Instant updatedAt,
        Optional<Instant> retiredAt) {
    public Der {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(deviceClass, "deviceClass");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(rating, "rating");
        Objects.requireNonNull(flexibility, "flexibility");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(availability, "availability");
        measuredBy = List.copyOf(measuredBy);
        steeredBy = List.copyOf(steeredBy);
        corrected = Set.copyOf(corrected);
        Objects.requireNonNull(updatedAt, "updatedAt");
        Objects.requireNonNull(retiredAt, "retiredAt");
    }

    /** Whose it is, and the box it stands behind. */
    public record Owner(VenId ven, AccountId account, AggregatorId aggregator) {
        public Owner {
            Objects.requireNonNull(ven, "ven");
            Objects.requireNonNull(account, "account");
            Objects.requireNonNull(aggregator, "aggregator");
        }
    }

    /**
     * How much it can do, as far as somebody has said it.
     *
     * @param maxCapacityW rated power, greater than 0
     * @param availableCapacityW of it what is offered, 0 at least
     * @param phases 1 to 3
     */
    public record Rating(Optional<Double> maxCapacityW, Optional<Double> availableCapacityW, Optional<Integer> phases) {
        public Rating {
            Objects.requireNonNull(maxCapacityW, "maxCapacityW");
            Objects.requireNonNull(availableCapacityW, "availableCapacityW");
            Objects.requireNonNull(phases, "phases");
        }
    }

    /**
     * By how much it can deviate from what it would do.
     *
     * @param upW more consumption or less generation, 0 at least
     * @param downW less consumption or more generation, 0 at least
     * @param maxDuration for how long
     */
    public record Flexibility(Optional<Double> upW, Optional<Double> downW, Optional<Duration> maxDuration) {
        public Flexibility {
            Objects.requireNonNull(upW, "upW");
            Objects.requireNonNull(downW, "downW");
            Objects.requireNonNull(maxDuration, "maxDuration");
        }
    }

    /**
     * Where it is.
     *
     * @param spaces rooms that it serves
     */
    public record Place(List<String> spaces, Optional<Position> position) {
        public Place {
            spaces = List.copyOf(spaces);
            Objects.requireNonNull(position, "position");
        }
    }

    /** WGS 84, in degrees. */
    public record Position(double longitude, double latitude) {}

    /**
     * Whether its owner lets it take part: {@code yes}, {@code no}, or empty for what was never said.
     *
     * @param general {@code availability} of the platform's devices
     * @param demandResponse {@code dr_availability}
     * @param marketplace {@code marketplace_availability}
     */
    public record Availability(String general, Optional<String> demandResponse, Optional<String> marketplace) {
        public Availability {
            Objects.requireNonNull(general, "general");
            Objects.requireNonNull(demandResponse, "demandResponse");
            Objects.requireNonNull(marketplace, "marketplace");
        }
    }

    /**
     * A point that measures it.
     *
     * @param unit of the stored values, empty if they have none
     */
    public record MeasuringPoint(String rid, String metric, String unit) {
        public MeasuringPoint {
            Objects.requireNonNull(rid, "rid");
            Objects.requireNonNull(metric, "metric");
            Objects.requireNonNull(unit, "unit");
        }
    }

    /**
     * A point that steers it.
     *
     * @param item what is set, for example {@code setPoint}
     */
    public record SteeringPoint(String rid, String item) {
        public SteeringPoint {
            Objects.requireNonNull(rid, "rid");
            Objects.requireNonNull(item, "item");
        }
    }
}
