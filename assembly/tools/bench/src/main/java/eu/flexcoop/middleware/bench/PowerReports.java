package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reports of the meters of a fleet, which its boxes share a few connections for: a fleet may have more boxes than threads. */
final class PowerReports {
    /** Readings of a report; the same for each fleet, so that the costs per sample compare. */
    static final int SAMPLES = 10;

    private static final int CONNECTIONS = 10;

    private final URI vtn;
    private final List<BenchBox> boxes;

    /** @param vtn plain listener */
    PowerReports(URI vtn, List<BenchBox> boxes) {
        this.vtn = vtn;
        this.boxes = boxes;
    }

    /**
     * Sends reports as fast as they are acknowledged, round after round of all boxes.
     *
     * @param reports of each box
     * @throws IOException the first error
     */
    void send(long reports) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Callable<Void>> parts = new ArrayList<>();
            parts(boxes, CONNECTIONS).forEach(own -> parts.add(() -> send(own, reports)));
            for (Future<Void> each : threads.invokeAll(parts)) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /** The boxes in as many parts of about the same size as there are connections, or one each where there are fewer boxes. */
    static List<List<BenchBox>> parts(List<BenchBox> boxes, int connections) {
        List<List<BenchBox>> parts = new ArrayList<>();
        for (int part = 0; part < Math.min(connections, boxes.size()); part++) {
            List<BenchBox> own = new ArrayList<>();
            for (int i = part; i < boxes.size(); i += connections) {
                own.add(boxes.get(i));
            }
            parts.add(own);
        }
        return parts;
    }

    private Void send(List<BenchBox> own, long reports) throws IOException {
        try (KeepAlive connection = new KeepAlive(vtn, Optional.empty())) {
            for (long i = 0; i < reports; i++) {
                for (BenchBox box : own) {
                    VtnLoad.report(connection, box.report(SAMPLES));
                }
            }
        }
        return null;
    }
}
