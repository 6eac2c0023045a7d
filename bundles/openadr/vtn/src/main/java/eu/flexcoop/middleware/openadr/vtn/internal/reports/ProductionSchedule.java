package eu.flexcoop.middleware.openadr.vtn.internal.reports;

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

/** Queues reports of the VTN when their time has come. Several nodes may do so at the same time. */
@Component(
        service = {},
        immediate = true)
public final class ProductionSchedule {
    private static final Logger LOG = LoggerFactory.getLogger(ProductionSchedule.class);
    private static final int PERIOD_SECONDS = 10;

    private final VtnReports reports;
    private final ScheduledExecutorService executor;

    @Activate
    public ProductionSchedule(@Reference VtnReports reports) {
        this.reports = reports;
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "openadr-vtn-reports");
            thread.setDaemon(true);
            return thread;
        });
        executor.scheduleWithFixedDelay(this::tick, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private void tick() {
        try {
            reports.queueTimely();
        } catch (MongoException | MiddlewareException e) {
            LOG.debug("Reports of the VTN were not queued, next attempt in {} s", PERIOD_SECONDS, e);
        }
    }

    @Deactivate
    void close() {
        executor.shutdownNow();
    }
}
