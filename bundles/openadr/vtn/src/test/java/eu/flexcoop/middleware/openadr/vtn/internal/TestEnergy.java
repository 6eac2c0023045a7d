package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Instant;
import java.util.Collection;
import java.util.List;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.telemetry.api.BoxEnergy;

/** The energy of boxes, as a test says. */
final class TestEnergy implements BoxEnergy {
    List<String> points = List.of();
    List<QuarterHour> values = List.of();

    @Override
    public List<String> points(VenId ven) {
        return points;
    }

    @Override
    public List<QuarterHour> energy(VenId ven, Collection<String> rids, Instant from, Instant to) {
        return values.stream()
                .filter(value -> rids.contains(value.rid())
                        && !value.start().isBefore(from)
                        && value.start().isBefore(to))
                .toList();
    }
}
