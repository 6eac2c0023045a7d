package eu.flexcoop.middleware.openadr.vtn.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.telemetry.api.IntakeResult;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.SampleIntake;

/** Remembers the samples that were accepted. */
final class TestIntake implements SampleIntake {
    final List<RawSample> stored = new ArrayList<>();
    long registration;
    Set<String> unknown = Set.of();
    Map<String, String> refused = Map.of();
    boolean away;

    @Override
    public IntakeResult accept(VenId ven, long registration, List<RawSample> samples) {
        this.registration = registration;
        if (away) {
            throw new UnavailableException("the store is away", null);
        }
        List<RawSample> known = samples.stream()
                .filter(s -> !unknown.contains(s.rid()) && !refused.containsKey(s.rid()))
                .toList();
        stored.addAll(known);
        return new IntakeResult(known.size(), unknown, refused);
    }
}
