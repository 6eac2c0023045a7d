package eu.flexcoop.middleware.bench;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import org.HdrHistogram.Recorder;

import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.xml.OadrReader;

/**
 * Boxes that poll at fixed times, spread evenly over a period, each over its own TLS connection. A poll's time counts from the
 * moment at which it was due, so that a VTN that answers late does not delay what is measured. A box that gets an event takes
 * part in it. Thread-safe.
 */
final class Pollers implements AutoCloseable {
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(2);
    private static final byte[] ANY_ANSWER = "oadrPayload".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] EVENT = "oadrDistributeEvent".getBytes(StandardCharsets.US_ASCII);

    private final ScheduledExecutorService threads;
    private final List<KeepAlive> connections = new ArrayList<>();
    private final Recorder empty = new Recorder(LONGEST_MICROS, 3);
    private final Recorder bringing = new Recorder(LONGEST_MICROS, 3);
    private final AtomicLong errors = new AtomicLong();
    private final AtomicReference<String> firstError = new AtomicReference<>("");
    private final AtomicLong lastReceived = new AtomicLong();
    private final CountDownLatch waiting;

    Pollers(List<BenchBox> boxes, Duration period) {
        waiting = new CountDownLatch(boxes.size());
        // one for each: with fewer, polls would wait for those of other boxes
        threads = Executors.newScheduledThreadPool(boxes.size());
        long pause = period.toNanos();
        for (int i = 0; i < boxes.size(); i++) {
            Poller poller = new Poller(boxes.get(i), System.nanoTime() + pause + pause * i / boxes.size(), pause);
            connections.add(poller.connection);
            threads.scheduleAtFixedRate(poller, poller.due - System.nanoTime(), pause, TimeUnit.NANOSECONDS);
        }
    }

    /** Times of the polls that found nothing since the last call, with the rate; errors so far make it fail. */
    Figure times(String section, String name, Duration during) {
        return figure(section, name, empty, during);
    }

    /** The same for the polls that brought an event. */
    Figure timesWithEvent(String section, String name, Duration during) {
        return figure(section, name, bringing, during);
    }

    private Figure figure(String section, String name, Recorder recorder, Duration during) {
        return Load.figure(
                section,
                name,
                recorder.getIntervalHistogram(),
                during.toNanos() / 1e9,
                OptionalDouble.empty(),
                errors.get(),
                firstError.get());
    }

    /** Waits until every box has got an event; false if the time is over before. */
    boolean awaitEvents(Duration atMost) throws InterruptedException {
        return waiting.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    long without() {
        return waiting.getCount();
    }

    /** When the last of them got it, in {@link System#nanoTime()}. */
    long lastReceived() {
        return lastReceived.get();
    }

    private final class Poller implements Runnable {
        private final BenchBox box;
        private final KeepAlive connection;
        private final byte[] poll;
        private final OadrReader reader = new OadrReader();
        private final long pause;
        private long due;
        private boolean received;

        Poller(BenchBox box, long due, long pause) {
            this.box = box;
            this.connection = box.connection();
            this.poll = box.poll();
            this.due = due;
            this.pause = pause;
        }

        @Override
        public void run() {
            try {
                HttpAnswer answer = VtnLoad.exchange(connection, "OadrPoll", poll, ANY_ANSWER);
                long now = System.nanoTime();
                boolean event = VtnLoad.contains(answer.body(), EVENT);
                (event ? bringing : empty).recordValue(Math.min(LONGEST_MICROS, Math.max(0, (now - due) / 1000)));
                if (event) {
                    take(answer, now);
                }
            } catch (Exception e) {
                // whatever a client meets is an error of the measurement, to be counted and shown
                errors.incrementAndGet();
                firstError.compareAndSet("", e.toString());
            } finally {
                due += pause;
            }
        }

        private void take(HttpAnswer answer, long now) throws Exception {
            if (!received) {
                received = true;
                lastReceived.accumulateAndGet(now, Math::max);
                waiting.countDown();
            }
            DistributeEvent message = (DistributeEvent) reader.read(answer.body());
            VtnLoad.exchange(connection, "EiEvent", box.optIn(message), ANY_ANSWER);
        }
    }

    @Override
    public void close() throws InterruptedException {
        threads.shutdownNow();
        threads.awaitTermination(1, TimeUnit.MINUTES);
        connections.forEach(KeepAlive::close);
    }
}
