package eu.flexcoop.middleware.openadr.vtn.internal.push;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.outgoing.OutgoingMessages;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.PushSchedule;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.PushSchedule.Claim;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenAccess;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/**
 * Sends the messages in the outboxes of the VENs that do not poll. One thread claims VENs that are due, as many as may be sent to at the
 * same time; a few work for the database; none waits for a VEN. Every node runs one.
 */
public final class Pusher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pusher.class);
    /** They wait for durable writes nearly all the time, which MongoDB makes together for those that wait at the same time. */
    private static final int WORKERS = 32;

    private static final int MOST_CLAIMS = 256;

    private final PushSchedule schedule;
    private final StoredVenRegistry vens;
    private final PushSettings settings;
    private final PushRound round;
    private final Thread thread;
    private final ExecutorService workers;
    private final Semaphore free;
    private final Semaphore wakes = new Semaphore(0);
    private volatile boolean closed;

    public Pusher(
            StoredVenOutbox outbox,
            StoredVenRegistry vens,
            OutgoingMessages outgoing,
            PushedMessages messages,
            VenAccess access,
            PushClient client,
            PushSettings settings,
            MeterRegistry meters,
            Clock clock) {
        this.schedule = outbox.pushes();
        this.vens = vens;
        this.settings = settings;
        free = new Semaphore(settings.maxConcurrent());
        AtomicInteger number = new AtomicInteger();
        workers =
                Executors.newFixedThreadPool(WORKERS, task -> daemon(task, "openadr-push-" + number.incrementAndGet()));
        round = new PushRound(outbox, vens, outgoing, messages, access, client, settings, meters, workers, clock);
        thread = daemon(this::run, "openadr-push");
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    public void start() {
        schedule.onWake(wakes::release);
        thread.start();
    }

    /** Pushes that are under way are not waited for: their messages are sent again by another node when the lease is over. */
    @Override
    public void close() {
        closed = true;
        schedule.onWake(() -> {});
        thread.interrupt();
        workers.shutdownNow();
    }

    private void run() {
        boolean reported = false;
        while (!closed) {
            try {
                int claimed = claimDue();
                reported = false;
                if (claimed == 0) {
                    wakes.tryAcquire(settings.checkInterval().toMillis(), TimeUnit.MILLISECONDS);
                    wakes.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // not only the driver's: nothing may end the thread
                if (!closed && !reported) {
                    LOG.warn("Nothing can be pushed to VENs now: {}", e.getMessage());
                    reported = true;
                }
                LOG.debug("Claiming VENs failed", e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(settings.checkInterval().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private int claimDue() throws InterruptedException {
        free.acquire();
        int limit = 1 + takeFree(MOST_CLAIMS - 1);
        int claimed = 0;
        try {
            List<Claim> claims = schedule.claim(limit, settings.lease());
            if (!claims.isEmpty()) {
                Map<VenId, VenEntry> entries = vens
                        .byIds(claims.stream().map(Claim::ven).toList())
                        .stream()
                        .collect(Collectors.toMap(VenEntry::id, Function.identity()));
                for (Claim claim : claims) {
                    begin(claim, entries.get(claim.ven()));
                    claimed++;
                }
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("The VTN is being stopped");
        } finally {
            free.release(limit - claimed);
        }
        return claimed;
    }

    private int takeFree(int most) {
        int taken = 0;
        while (taken < most && free.tryAcquire()) {
            taken++;
        }
        return taken;
    }

    /** @param ven null if it is not known any more */
    private void begin(Claim claim, VenEntry ven) {
        workers.execute(() -> round.run(claim, ven).whenComplete((done, failure) -> free.release()));
    }
}
