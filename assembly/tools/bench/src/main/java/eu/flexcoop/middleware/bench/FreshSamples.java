package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.model.Filters;
import org.HdrHistogram.Histogram;
import org.bson.Document;

/** Sends the first sample of one device after the other and looks for it in the stores. Used by one thread. */
final class FreshSamples {
    private static final Duration BETWEEN = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofMillis(50);
    /** For the last ones after the end of the load. */
    private static final Duration AFTER_THE_LOAD = Duration.ofSeconds(60);

    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(30);

    private final BenchBox box;
    private final URI vtn;
    private final StoredSide stored;
    private final SeriesTable table;
    private final Histogram acknowledgements = new Histogram(LONGEST_MICROS, 3);
    private final Histogram documents = new Histogram(LONGEST_MICROS, 3);
    private final Histogram cells = new Histogram(LONGEST_MICROS, 3);
    private final List<Sample> waiting = new ArrayList<>();
    private int sent;

    /** @param box whose meters have reported nothing yet, one for each second at most */
    FreshSamples(BenchBox box, URI vtn, StoredSide stored, SeriesTable table) {
        this.box = box;
        this.vtn = vtn;
        this.stored = stored;
        this.table = table;
    }

    private static final class Sample {
        private final String device;
        private final long acknowledged;
        private boolean document;

        Sample(String device, long acknowledged) {
            this.device = device;
            this.acknowledged = acknowledged;
        }
    }

    /** One sample per second while the time lasts and there are meters, then until the last one is in HBase. */
    void measure(Duration time) throws IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        long next = System.nanoTime();
        try (KeepAlive connection = new KeepAlive(vtn, Optional.empty())) {
            while (System.nanoTime() < end) {
                if (System.nanoTime() >= next && sent < box.meters()) {
                    next += BETWEEN.toNanos();
                    send(connection);
                }
                look();
                Thread.sleep(LOOK.toMillis());
            }
        }
        long last = System.nanoTime() + AFTER_THE_LOAD.toNanos();
        while (!waiting.isEmpty() && System.nanoTime() < last) {
            look();
            Thread.sleep(LOOK.toMillis());
        }
        giveUp();
    }

    /** What has not arrived counts with the time that it has waited. */
    private void giveUp() {
        for (Sample sample : waiting) {
            if (!sample.document) {
                documents.recordValue(since(sample));
            }
            cells.recordValue(since(sample));
        }
    }

    /** How many samples had not reached HBase at the end. */
    int missing() {
        return waiting.size();
    }

    int sent() {
        return sent;
    }

    /** Microseconds until a sample was acknowledged. */
    Histogram acknowledgements() {
        return acknowledgements;
    }

    /** Microseconds from the acknowledgement of a sample until its document was found. */
    Histogram documents() {
        return documents;
    }

    /** Microseconds from the acknowledgement of a sample until its cell was found. */
    Histogram cells() {
        return cells;
    }

    private void send(KeepAlive connection) throws IOException {
        Document named = stored.collection("map_id")
                .find(Filters.and(Filters.eq("ven_id", box.venId()), Filters.eq("rid", box.devicePrefix(sent))))
                .first();
        if (named == null) {
            throw new IOException("The middleware does not know the device " + box.devicePrefix(sent));
        }
        long began = System.nanoTime();
        VtnLoad.report(connection, box.report(1, Instant.now()));
        acknowledgements.recordValue((System.nanoTime() - began) / 1000);
        waiting.add(new Sample(named.getString("device_id"), System.nanoTime()));
        sent++;
    }

    private void look() throws IOException {
        for (Iterator<Sample> each = waiting.iterator(); each.hasNext(); ) {
            Sample sample = each.next();
            if (!sample.document
                    && stored.collection("meter")
                                    .find(Filters.eq("device_id", sample.device))
                                    .first()
                            != null) {
                sample.document = true;
                documents.recordValue(since(sample));
            }
            if (sample.document && table.count(List.of(sample.device), Sending.POWER) > 0) {
                cells.recordValue(since(sample));
                each.remove();
            }
        }
    }

    private static long since(Sample sample) {
        return Math.min(LONGEST_MICROS, (System.nanoTime() - sample.acknowledged) / 1000);
    }
}
