package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;

/**
 * Reports that each box sends one after the other, as fast as they are acknowledged.
 *
 * @param metric under which the values are in HBase
 * @param report makes the next report of a box of a size
 * @param reports of each box
 * @param size of each report: samples or minutes
 * @param samples of each box, all reports together
 * @param values that a box has in HBase at the end
 */
record Sending(
        String metric, BiFunction<BenchBox, Integer, byte[]> report, int reports, int size, long samples, long values) {
    static final String POWER = "watts";
    static final String ENERGY = "kwh";

    private static final int MINUTES_PER_VALUE = 15;

    /** Samples of power a quarter of an hour apart: each is one document and one cell. */
    static Sending power(int reports, int samples) {
        long total = (long) reports * samples;
        return new Sending(POWER, BenchBox::report, reports, samples, total, total);
    }

    /** Readings of all energy registers of a box a minute apart: fifteen of a device make one document and one cell. */
    static Sending registers(int reports, int minutes, int devices) {
        long readings = (long) reports * minutes;
        long values = (readings - 1 + MINUTES_PER_VALUE - 1) / MINUTES_PER_VALUE;
        return new Sending(ENERGY, BenchBox::registerReport, reports, minutes, readings * devices, values * devices);
    }

    /**
     * Sends from all boxes at once.
     *
     * @param vtns box number n speaks with number n modulo the length
     * @throws IOException the first error
     */
    void send(List<BenchBox> boxes, List<URI> vtns) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(boxes.size());
        try {
            List<Future<Void>> sent = new ArrayList<>();
            for (int i = 0; i < boxes.size(); i++) {
                BenchBox box = boxes.get(i);
                URI vtn = vtns.get(i % vtns.size());
                sent.add(threads.submit(() -> {
                    try (BoxReports client = new BoxReports(box.connection(vtn))) {
                        for (int n = 0; n < reports; n++) {
                            client.exchange("EiReport", report.apply(box, size));
                        }
                    }
                    return null;
                }));
            }
            for (Future<Void> one : sent) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static final class BoxReports extends VtnLoad.BoxClient {
        BoxReports(KeepAlive connection) {
            super(connection);
        }

        @Override
        public void request() {
            throw new UnsupportedOperationException("It sends what it is told to");
        }
    }
}
