package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.telemetry.api.ClaimedRange;
import eu.flexcoop.middleware.telemetry.api.QuarterHourValue;
import eu.flexcoop.middleware.telemetry.api.QuarterHours;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.CleaningChain;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.IntervalEnergy;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.RegisterEnergy;
import eu.flexcoop.middleware.telemetry.spi.CleaningStep;

/** Passes samples through the cleaning chain and keeps the documents made from what is left. */
@Component(service = QuarterHours.class, configurationPid = "eu.flexcoop.middleware.telemetry.cleaning")
@Designate(ocd = StoredQuarterHours.Config.class)
public final class StoredQuarterHours implements QuarterHours {
    /** Which values are accepted. */
    @ObjectClassDefinition(name = "Flexcoop telemetry cleaning")
    public @interface Config {
        @AttributeDefinition(description = "Highest accepted power of one device, kW")
        double maxKw() default 15;

        @AttributeDefinition(
                description = "Longest gap between readings that is interpolated, and longest energy interval"
                        + " that is spread over quarter hours, ISO-8601")
        String reach() default "PT3H";

        @AttributeDefinition(description = "Longest gap between readings whose energy counts as verified, ISO-8601")
        String verifiedGap() default "PT30M";
    }

    /** Ranges whose samples are in memory at once. */
    private static final int RANGES_AT_ONCE = 100;

    private final QuarterHourUpdate update;
    private final LongTermValues longTerm;

    @Activate
    public StoredQuarterHours(
            @Reference TelemetryStore store,
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<CleaningStep> partners,
            Config config) {
        this(
                store,
                new CleaningChain(
                        new RegisterEnergy(
                                config.maxKw(), Duration.parse(config.reach()), Duration.parse(config.verifiedGap())),
                        new IntervalEnergy(config.maxKw(), Duration.parse(config.reach())),
                        partners),
                Clock.systemUTC());
    }

    private StoredQuarterHours(TelemetryStore store, CleaningChain chain, Clock clock) {
        this.update = new QuarterHourUpdate(store, chain, clock);
        this.longTerm = new LongTermValues(store);
    }

    /** Outside the container. No second public constructor: SCR takes any that has as many parameters. */
    public static StoredQuarterHours with(TelemetryStore store, CleaningChain chain, Clock clock) {
        return new StoredQuarterHours(store, chain, clock);
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
    public List<QuarterHourValue> longTermValues(Collection<ClaimedRange> ranges) {
        return MongoCalls.call(
                "read the 15-minute documents of %d ranges".formatted(ranges.size()), () -> longTerm.read(ranges));
    }
}
