package eu.flexcoop.middleware.resources.rest.internal.media;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** Runs the {@link MediaCleanup} now and then, on a thread of its own. */
public final class CleanupSchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CleanupSchedule.class);
    private static final Duration PERIOD = Duration.ofMinutes(10);

    private final MediaCleanup cleanup;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(run -> {
        Thread daemon = new Thread(run, "resources-rest-media");
        daemon.setDaemon(true);
        return daemon;
    });

    /** Starts at once. */
    public CleanupSchedule(MediaCleanup cleanup) {
        this.cleanup = cleanup;
        thread.scheduleWithFixedDelay(this::run, 0, PERIOD.toSeconds(), TimeUnit.SECONDS);
    }

    private void run() {
        try {
            cleanup.run(Instant.now());
        } catch (MiddlewareException e) {
            LOG.debug("Files without a document are looked for later: {}", e.getMessage());
        } catch (RuntimeException e) {
            // a periodic task that throws is never run again
            LOG.warn("Could not look for files without a document, tried again", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
