package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/**
 * Keeps the stored status of events in step with the clock, queues those whose time of notification has come, and ends what a node that is gone has begun. Several nodes may do
 * so at the same time.
 */
@Component(
        service = {},
        immediate = true)
public final class EventClock {
    private static final Logger LOG = LoggerFactory.getLogger(EventClock.class);
    private static final int PERIOD_SECONDS = 5;

    private final EventUpkeep upkeep;
    private final ScheduledExecutorService executor;

    @Activate
    public EventClock(@Reference StoredDrEvents events) {
        upkeep = events.upkeep();
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "openadr-event-clock");
            thread.setDaemon(true);
            return thread;
        });
        executor.scheduleWithFixedDelay(this::tick, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private void tick() {
        try {
            upkeep.followTheClock();
            upkeep.notifyInTime();
            upkeep.resume();
        } catch (MongoException | MiddlewareException e) {
            LOG.debug("Event states were not brought up to date, next attempt in {} s", PERIOD_SECONDS, e);
        }
    }

    @Deactivate
    void close() {
        executor.shutdownNow();
    }
}
