package eu.flexcoop.middleware.extension.api;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/** Waits whether bundles that were stopped come back, as they do in an update. */
final class Pause implements SynchronousBundleListener, AutoCloseable {
    private final Duration most;
    private final LongConsumer over;
    private final Map<Long, Future<?>> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(run -> {
        Thread daemon = new Thread(run, "extension-pause");
        daemon.setDaemon(true);
        return daemon;
    });

    /** @param over is told the id of a bundle that did not come back in time or was uninstalled */
    Pause(Duration most, LongConsumer over) {
        this.most = most;
        this.over = over;
    }

    void begin(long bundleId) {
        waiting.put(bundleId, thread.schedule(() -> giveUp(bundleId), most.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** The bundle is back. */
    void end(long bundleId) {
        Future<?> timer = waiting.remove(bundleId);
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void giveUp(long bundleId) {
        if (waiting.remove(bundleId) != null) {
            over.accept(bundleId);
        }
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.UNINSTALLED) {
            giveUp(event.getBundle().getBundleId());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        waiting.keySet().forEach(this::giveUp);
    }
}
