package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.LongTermContent;
import eu.flexcoop.middleware.telemetry.api.QuarterHours;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.CleaningRules;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules.ConfiguredCleaning;

/** Passes samples through the cleaning chain and keeps the documents made from what is left. */
@Component(service = QuarterHours.class)
public final class StoredQuarterHours implements QuarterHours {
    /** Ranges whose samples are in memory at once. */
    private static final int RANGES_AT_ONCE = 250;

    private final QuarterHourUpdate update;
    private final LongTermValues longTerm;

    @Activate
    public StoredQuarterHours(@Reference TelemetryStore store, @Reference ConfiguredCleaning cleaning) {
        this(store, cleaning::rules, Clock.systemUTC());
    }

    private StoredQuarterHours(TelemetryStore store, CleaningRules.Source rules, Clock clock) {
        this.update = new QuarterHourUpdate(store, rules, clock);
        this.longTerm = new LongTermValues(store);
    }

    /** Outside the container. No second public constructor: SCR takes any that has as many parameters. */
    public static StoredQuarterHours with(TelemetryStore store, CleaningRules.Source rules, Clock clock) {
        return new StoredQuarterHours(store, rules, clock);
    }

    @Override
    public List<ClaimedRange> update(Collection<ClaimedRange> ranges) {
        // neighbours together, as they are computed from the same samples
        List<ClaimedRange> all = ranges.stream()
                .sorted(Comparator.comparing(
                                (ClaimedRange range) -> range.device().value())
                        .thenComparing(ClaimedRange::from))
                .toList();
        List<ClaimedRange> processed = new ArrayList<>();
        for (int from = 0; from < all.size(); from += RANGES_AT_ONCE) {
            List<ClaimedRange> part = all.subList(from, Math.min(all.size(), from + RANGES_AT_ONCE));
            processed.addAll(MongoCalls.call(
                    "update the 15-minute documents of %d ranges".formatted(part.size()), () -> update.update(part)));
        }
        return processed;
    }

    @Override
    public LongTermContent longTermContent(Collection<ClaimedRange> ranges) {
        return MongoCalls.call(
                "read the 15-minute documents of %d ranges".formatted(ranges.size()), () -> longTerm.read(ranges));
    }
}
