package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.vtn.internal.Chunks;

/**
 * Marks VENs that have not been heard of for a while as offline; a message marks them as online again. Only the transitions are
 * written, so that the state can be filtered by an index and costs a VEN that polls nothing. Runs on every node; to mark a VEN twice
 * does nothing.
 */
@Component(service = OnlineWatch.class, immediate = true)
public final class OnlineWatch {
    private static final Logger LOG = LoggerFactory.getLogger(OnlineWatch.class);
    private static final int CHUNK = 1000;
    private static final int SWEEPS_PER_OFFLINE_TIME = 10;

    private final StoredVenRegistry vens;
    private final VenPresence presence;
    private final Clock clock;
    private final MeterRegistry meters;
    private final List<Meter> gauges = new ArrayList<>();
    private final ScheduledExecutorService executor;
    /** All that was last heard of before this time is marked. */
    private Instant swept = Instant.EPOCH;

    @Activate
    public OnlineWatch(
            @Reference StoredVenRegistry vens, @Reference VenPresence presence, @Reference MeterRegistry meters) {
        this(vens, presence, meters, Clock.systemUTC());
        Duration interval = presence.offlineAfter().dividedBy(SWEEPS_PER_OFFLINE_TIME);
        executor.scheduleWithFixedDelay(this::sweepOrLog, 0, Math.max(100, interval.toMillis()), TimeUnit.MILLISECONDS);
    }

    /** Sweeps only when told to. */
    public OnlineWatch(StoredVenRegistry vens, VenPresence presence, MeterRegistry meters, Clock clock) {
        this.vens = vens;
        this.presence = presence;
        this.meters = meters;
        this.clock = clock;
        gauges.add(Gauge.builder("flexcoop.vtn.vens", vens::count)
                .description("VENs of the installation, the same on every node")
                .tag("state", "registered")
                .register(meters));
        gauges.add(Gauge.builder("flexcoop.vtn.vens", vens.states()::countOnline)
                .description("VENs of the installation, the same on every node")
                .tag("state", "online")
                .register(meters));
        gauges.add(Gauge.builder("flexcoop.vtn.vens", vens.states()::countUnreachable)
                .description("VENs of the installation, the same on every node")
                .tag("state", "unreachable")
                .register(meters));
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "openadr-online");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Deactivate
    public void close() {
        executor.shutdownNow();
        gauges.forEach(meters::remove);
    }

    private void sweepOrLog() {
        try {
            sweep();
        } catch (MongoException e) {
            LOG.debug("VENs could not be checked for being offline, the next time they will be", e);
        }
    }

    /** Marks those that fell silent since the last time; the first time all of them. */
    public synchronized void sweep() {
        Instant now = clock.instant();
        Instant silentSince = now.minus(presence.offlineAfter());
        long marked = 0;
        // nodes store the times of messages in batches: what was stored late is older than the previous sweep
        Instant from = swept.equals(Instant.EPOCH) ? swept : swept.minus(presence.offlineAfter());
        for (List<VenId> chunk : Chunks.of(presence.lastSeenBetween(from, silentSince), CHUNK)) {
            marked += vens.states().offline(chunk, now);
        }
        swept = silentSince;
        if (marked > 0) {
            LOG.info("{} VENs are offline, they have sent nothing for {}", marked, presence.offlineAfter());
        }
    }
}
