package eu.flexcoop.middleware.telemetry.core.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;

import com.mongodb.client.model.WriteModel;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.PendingRange;
import eu.flexcoop.middleware.telemetry.api.QuarterHourDocuments;
import eu.flexcoop.middleware.telemetry.api.QuarterHourWrites;
import eu.flexcoop.middleware.telemetry.api.Stage;
import eu.flexcoop.middleware.telemetry.spi.CleaningStep;

/** Passes samples through the cleaning chain and makes the documents from what is left. */
@Component(configurationPid = "eu.flexcoop.middleware.telemetry.cleaning")
@Designate(ocd = CleanedQuarterHours.Config.class)
public final class CleanedQuarterHours implements QuarterHourDocuments {
    /** The limits of what is believed. */
    @ObjectClassDefinition(name = "Flexcoop telemetry cleaning")
    public @interface Config {
        @AttributeDefinition(description = "Most power of one device that is believed, kW")
        double maxKw() default 15;

        @AttributeDefinition(
                description = "Longest gap between readings that is interpolated, and longest energy interval"
                        + " that is spread over quarter hours, ISO-8601")
        String reach() default "PT3H";

        @AttributeDefinition(description = "Longest gap between readings whose energy counts as verified, ISO-8601")
        String verifiedGap() default "PT30M";
    }

    private final CleaningChain chain;
    private final Clock clock;

    @Activate
    public CleanedQuarterHours(
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<CleaningStep> partners,
            Config config) {
        this(
                new CleaningChain(
                        new RegisterEnergy(
                                config.maxKw(), Duration.parse(config.reach()), Duration.parse(config.verifiedGap())),
                        new IntervalEnergy(config.maxKw(), Duration.parse(config.reach())),
                        partners),
                Clock.systemUTC());
    }

    CleanedQuarterHours(CleaningChain chain, Clock clock) {
        this.chain = chain;
        this.clock = clock;
    }

    @Override
    public Bson energySamples(List<PendingRange> ranges) {
        // two readings away from the change, and for the outermost of the quarter hours in between the readings around
        // it
        Duration around = chain.reach().multipliedBy(2).plus(QuarterHour.LENGTH);
        List<Document> branches = new ArrayList<>();
        byDevice(ranges).forEach((device, its) -> {
            Instant from = null;
            Instant to = null;
            for (PendingRange range : its) {
                Instant start = range.from().minus(around);
                if (to != null && start.isAfter(to)) {
                    branches.add(samples(device, from, to).append(RawDocument.METRIC, MetricCatalogue.METER_KWH));
                    from = null;
                }
                from = from == null ? start : from;
                Instant end = range.to().plus(around);
                to = to == null || end.isAfter(to) ? end : to;
            }
            branches.add(samples(device, from, to).append(RawDocument.METRIC, MetricCatalogue.METER_KWH));
        });
        return new Document("$or", branches);
    }

    @Override
    public Bson otherSamples(List<PendingRange> ranges, List<Document> energy) {
        List<Document> branches = new ArrayList<>();
        devices(ranges, energy, List.of()).forEach((device, samples) -> {
            NavigableSet<Instant> changed = samples.changed(chain);
            Instant from = changed.first();
            Instant to = from;
            for (Instant quarterHour : changed) {
                if (quarterHour.isAfter(to)) {
                    branches.add(samples(device, from, to).append(RawDocument.METRIC, notEnergy()));
                    from = quarterHour;
                }
                to = quarterHour.plus(QuarterHour.LENGTH);
            }
            branches.add(samples(device, from, to).append(RawDocument.METRIC, notEnergy()));
        });
        return new Document("$or", branches);
    }

    @Override
    public QuarterHourWrites documents(List<PendingRange> ranges, List<Document> energy, List<Document> others) {
        Instant now = clock.instant();
        Map<String, List<WriteModel<Document>>> writes = new HashMap<>();
        List<WriteModel<Document>> longTerm = new ArrayList<>();
        devices(ranges, energy, others).forEach((device, samples) -> {
            samples.write(chain, writes, now);
            longTerm.addAll(marks(device, samples.changed(chain), now));
        });
        return new QuarterHourWrites(writes, longTerm);
    }

    private static List<WriteModel<Document>> marks(DeviceId device, NavigableSet<Instant> changed, Instant now) {
        List<WriteModel<Document>> marks = new ArrayList<>();
        Instant from = changed.first();
        Instant to = from;
        for (Instant quarterHour : changed) {
            if (quarterHour.isAfter(to)) {
                marks.addAll(PendingRange.mark(Stage.LONG_TERM, device, from, to, now));
                from = quarterHour;
            }
            to = quarterHour.plus(QuarterHour.LENGTH);
        }
        marks.addAll(PendingRange.mark(Stage.LONG_TERM, device, from, to, now));
        return marks;
    }

    private static Map<DeviceId, DeviceSamples> devices(
            List<PendingRange> ranges, List<Document> energy, List<Document> others) {
        Map<DeviceId, DeviceSamples> devices = new LinkedHashMap<>();
        ranges.forEach(range -> devices.computeIfAbsent(range.device(), any -> new DeviceSamples())
                .add(range));
        for (List<Document> samples : List.of(energy, others)) {
            samples.forEach(raw -> devices.get(new DeviceId(raw.getString(TelemetryStore.DEVICE_ID)))
                    .add(raw));
        }
        return devices;
    }

    private static Map<DeviceId, List<PendingRange>> byDevice(List<PendingRange> ranges) {
        Map<DeviceId, List<PendingRange>> byDevice = new TreeMap<>(Comparator.comparing(DeviceId::value));
        ranges.stream().sorted(Comparator.comparing(PendingRange::from)).forEach(range -> byDevice.computeIfAbsent(
                        range.device(), any -> new ArrayList<>())
                .add(range));
        return byDevice;
    }

    private static Document samples(DeviceId device, Instant from, Instant to) {
        return new Document(TelemetryStore.DEVICE_ID, device.value())
                .append(RawDocument.AT, new Document("$gte", Date.from(from)).append("$lt", Date.from(to)));
    }

    private static Document notEnergy() {
        return new Document("$ne", MetricCatalogue.METER_KWH);
    }
}
