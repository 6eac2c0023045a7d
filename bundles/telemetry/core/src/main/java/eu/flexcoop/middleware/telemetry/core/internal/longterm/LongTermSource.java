package eu.flexcoop.middleware.telemetry.core.internal.longterm;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.Periods;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;

/**
 * Shows the long-term samples in HBase over REST, read-only: {@code device_id}, {@code metric}, {@code timestamp}, {@code value} in the
 * unit of the metric, {@code verified}. A query names one device, one metric and a period ({@link SampleQuery}). HBase does not know
 * whose a device was at the time of a sample, so the rows belong to the platform and prosumers and aggregators get none. Thread-safe.
 */
@Component(service = ResourceSource.class)
public final class LongTermSource implements ResourceSource {
    static final String VERIFIED = "verified";
    /** Bounds the rows of one request. */
    static final Duration LONGEST = Duration.ofDays(400);
    /** Bounds the scans of one request, of which few rows come out. */
    static final Duration LONGEST_SUMMARIZED = Duration.ofDays(3_700);

    private final OptionalSeries series;
    /** A request has one thread of it at most. */
    private final ExecutorService reader = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "samples-reader");
        thread.setDaemon(true);
        return thread;
    });

    @Activate
    public LongTermSource(@Reference OptionalSeries series) {
        this.series = series;
    }

    @Deactivate
    public void close() {
        reader.shutdownNow();
    }

    @Override
    public String name() {
        return "telemetry:samples";
    }

    @Override
    public OwnerFields owners() {
        return OwnerFields.platform();
    }

    @Override
    public SourceRows find(SourceQuery query, Caller caller) {
        SampleQuery wanted = SampleQuery.of(query, LONGEST);
        SeriesStore store = store();
        return caller.isPrivileged()
                ? new SampleRows(store, reader, wanted, query.skip(), query.limit())
                : SourceRows.of(List.of());
    }

    private SeriesStore store() {
        return series.get().orElseThrow(() -> new UnavailableException("This node has no connection to HBase", null));
    }

    @Override
    public boolean summarizes() {
        return true;
    }

    /** {@code count}, {@code sum}, {@code mean}, {@code minimum}, {@code maximum}, {@code first} and {@code last} of the numbers. */
    @Override
    public SourceRows summarize(SourceQuery query, Periods periods, Caller caller) {
        SampleQuery wanted = SampleQuery.of(query, LONGEST_SUMMARIZED);
        SeriesStore store = store();
        return caller.isPrivileged() ? new SummaryRows(store, wanted, periods) : SourceRows.of(List.of());
    }

    @Override
    public Set<String> indexed() {
        return Set.of(DocumentFields.DEVICE_ID, TelemetryFields.METRIC, TelemetryFields.TIMESTAMP);
    }
}
