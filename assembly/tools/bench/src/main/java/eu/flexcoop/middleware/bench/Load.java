package eu.flexcoop.middleware.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.HdrHistogram.Histogram;

import eu.flexcoop.middleware.bench.Figure.Latency;

/**
 * A closed loop: a number of clients that each send the next request when the last one was answered. What they do before the
 * warm-up has ended is not counted.
 *
 * @param warmUp time before the measurement
 * @param measured time of the measurement
 * @param middleware processes whose CPU time is charged, those of all nodes; empty where the middleware has no part in it
 * @param database process of MongoDB, whose CPU time is told in the note beside that of this program; empty where it runs elsewhere
 */
record Load(Duration warmUp, Duration measured, List<Long> middleware, Optional<Long> database) {
    private static final int HOPELESS = 20;
    private static final long LONGEST_MICROS = TimeUnit.SECONDS.toMicros(60);

    /** One client: used by one thread, closed at the end. */
    interface Client extends AutoCloseable {
        /** One request; what is thrown counts as an error. */
        void request() throws Exception;

        @Override
        default void close() {}
    }

    /** Makes the clients; called once for each, in the thread of the caller. */
    interface Clients {
        Client open(int number) throws Exception;
    }

    Load withoutMiddleware() {
        return new Load(warmUp, measured, List.of(), database);
    }

    /** Runs the loop and says how many requests per second were answered. */
    Figure run(String section, String name, int count, Clients clients) throws Exception {
        List<Loop> loops = new ArrayList<>();
        CountDownLatch giveUp = new CountDownLatch(1);
        try {
            for (int i = 0; i < count; i++) {
                loops.add(new Loop(clients.open(i), giveUp));
            }
            loops.forEach(loop -> loop.thread.start());
            giveUp.await(warmUp.toMillis(), TimeUnit.MILLISECONDS);
            loops.forEach(loop -> loop.counting = true);
            long began = System.nanoTime();
            OptionalDouble before = cpu(middleware);
            CpuMeter others = CpuMeter.fromNow(others());
            giveUp.await(measured.toMillis(), TimeUnit.MILLISECONDS);
            loops.forEach(loop -> loop.counting = false);
            double seconds = (System.nanoTime() - began) / 1e9;
            OptionalDouble spent = spent(middleware, before);
            return end(loops, section, name, seconds, spent, others.spent());
        } finally {
            loops.forEach(Loop::end);
        }
    }

    /** Everybody else whose CPU time is of interest. */
    private Map<String, Long> others() {
        Map<String, Long> others = new LinkedHashMap<>();
        others.put("client", ProcessHandle.current().pid());
        database.ifPresent(pid -> others.put("mongod", pid));
        return others;
    }

    private static OptionalDouble cpu(List<Long> processes) {
        return processes.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(processes.stream()
                        .mapToDouble(ProcessFigures::cpuSeconds)
                        .sum());
    }

    private static OptionalDouble spent(List<Long> processes, OptionalDouble before) {
        return before.isPresent()
                ? OptionalDouble.of(cpu(processes).getAsDouble() - before.getAsDouble())
                : OptionalDouble.empty();
    }

    private static Figure end(
            List<Loop> loops,
            String section,
            String name,
            double seconds,
            OptionalDouble spent,
            Map<String, Double> others)
            throws InterruptedException {
        Histogram all = new Histogram(LONGEST_MICROS, 3);
        long errors = 0;
        String note = "";
        for (Loop loop : loops) {
            loop.end();
            all.add(loop.micros);
            errors += loop.errors;
            note = note.isEmpty() && loop.firstError.get() != null ? loop.firstError.get() : note;
        }
        long answered = all.getTotalCount();
        if (note.isEmpty() && answered > 0) {
            note = CpuMeter.per1000(others, answered);
        }
        return figure(section, name, all, seconds, spent, errors, note);
    }

    /** @param spent CPU seconds of the middleware, where it had a part in it */
    static Figure figure(
            String section,
            String name,
            Histogram micros,
            double seconds,
            OptionalDouble spent,
            long errors,
            String note) {
        long answered = micros.getTotalCount();
        OptionalDouble cpu = spent.isPresent() && answered > 0
                ? OptionalDouble.of(spent.getAsDouble() * 1000 / answered)
                : OptionalDouble.empty();
        Optional<Latency> latency = answered == 0 ? Optional.empty() : Optional.of(latency(micros));
        return new Figure(section, name, answered / seconds, "1/s", latency, cpu, errors, note);
    }

    private static Latency latency(Histogram micros) {
        return new Latency(
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(95) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getMaxValue() / 1e3);
    }

    /** The thread of one client. Errors count during the warm-up too. */
    private static final class Loop implements Runnable {
        final Histogram micros = new Histogram(LONGEST_MICROS, 3);
        final AtomicReference<String> firstError = new AtomicReference<>();
        final Thread thread = new Thread(this, "bench-client");
        volatile boolean counting;
        private final Client client;
        private final CountDownLatch giveUp;
        private volatile boolean ended;
        private volatile long errors;

        Loop(Client client, CountDownLatch giveUp) {
            this.client = client;
            this.giveUp = giveUp;
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            try (client) {
                while (!ended) {
                    once();
                }
            }
        }

        private void once() {
            boolean counted = counting;
            long began = System.nanoTime();
            try {
                client.request();
                if (counted) {
                    micros.recordValue(Math.min(LONGEST_MICROS, (System.nanoTime() - began) / 1000));
                }
            } catch (Exception e) {
                // whatever a client meets is an error of the measurement, to be counted and shown
                if (ended) {
                    return;
                }
                firstError.compareAndSet(null, e.toString());
                errors = errors + 1;
                if (errors >= HOPELESS) {
                    ended = true;
                    giveUp.countDown();
                }
            }
        }

        void end() {
            ended = true;
            try {
                if (thread.isAlive()) {
                    thread.join(TimeUnit.SECONDS.toMillis(35));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
