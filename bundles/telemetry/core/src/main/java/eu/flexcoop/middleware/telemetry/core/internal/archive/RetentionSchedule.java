package eu.flexcoop.middleware.telemetry.core.internal.archive;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.OwnedCollection;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.longterm.OptionalSeries;

/** Runs {@link QuarterHourRetention} every hour on each node that is connected to HBase, with the periods that are configured. */
@Component(
        service = {},
        immediate = true)
public final class RetentionSchedule {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionSchedule.class);
    private static final Duration PERIOD = Duration.ofHours(1);
    private static final Duration FIRST = Duration.ofMinutes(5);

    private final TelemetryStore store;
    private final ArchiveBoundaries boundaries;
    private final OptionalSeries series;
    private final MongoCollections collections;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(run -> {
        Thread daemon = new Thread(run, "telemetry-retention");
        daemon.setDaemon(true);
        return daemon;
    });

    @Activate
    public RetentionSchedule(
            @Reference TelemetryStore store,
            @Reference ArchiveBoundaries boundaries,
            @Reference OptionalSeries series,
            @Reference MongoCollections collections) {
        this.store = store;
        this.boundaries = boundaries;
        this.series = series;
        this.collections = collections;
        thread.scheduleWithFixedDelay(this::run, FIRST.toSeconds(), PERIOD.toSeconds(), TimeUnit.SECONDS);
    }

    private void run() {
        try {
            series.get()
                    .map(connected -> new QuarterHourRetention(store, boundaries, connected, Clock.systemUTC()))
                    .ifPresent(this::run);
        } catch (MiddlewareException e) {
            LOG.debug("Old 15-minute documents are deleted later: {}", e.getMessage());
        } catch (RuntimeException e) {
            // a periodic task that throws is never run again
            LOG.warn("Could not delete old 15-minute documents, tried again", e);
        }
    }

    private void run(QuarterHourRetention retention) {
        for (OwnedCollection owned : collections.owned()) {
            Optional<Duration> period = owned.retention().period();
            if (period.isPresent() && MetricCatalogue.collections().contains(owned.name())) {
                long deleted = retention.run(owned.name(), period.get());
                if (deleted > 0) {
                    LOG.info("Deleted {} documents of {} that HBase has", deleted, owned.name());
                }
            }
        }
    }

    @Deactivate
    public void close() {
        thread.shutdownNow();
    }
}
