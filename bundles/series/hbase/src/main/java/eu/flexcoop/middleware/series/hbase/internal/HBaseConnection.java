package eu.flexcoop.middleware.series.hbase.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.RegionLocator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.hadoop.api.HadoopRuntime;
import eu.flexcoop.middleware.series.api.SeriesStore;

/**
 * Connects to HBase, creates the table and registers the {@link SeriesStore} then; tries again until it succeeds. The store stays
 * while HBase restarts, since its client finds it again by itself.
 */
@Component(
        service = HealthCheck.class,
        immediate = true,
        property = {"hc.name=HBase", "hc.tags=servers", "hc.tags=hbase"})
public final class HBaseConnection implements HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(HBaseConnection.class);
    private static final ClassLoader MODULE = HBaseConnection.class.getClassLoader();
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final BundleContext bundleContext;
    private final HadoopRuntime hadoop;
    private final SamplesTable table;
    private final ScheduledExecutorService firstContact;
    private volatile Connection connection;
    private volatile ServiceRegistration<SeriesStore> registration;
    private volatile String problem = "it was not asked yet";

    @Activate
    public HBaseConnection(
            BundleContext bundleContext, @Reference HadoopRuntime hadoop, @Reference SamplesTable table) {
        this.bundleContext = bundleContext;
        this.hadoop = hadoop;
        this.table = table;
        this.firstContact = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "hbase-first-contact");
            thread.setDaemon(true);
            return thread;
        });
        firstContact.execute(this::greet);
    }

    private void greet() {
        try {
            hadoop.call(MODULE, () -> {
                if (connection == null) {
                    connection = ConnectionFactory.createConnection(hadoop.hbaseConfiguration(MODULE));
                }
                table.ensure(connection);
                return null;
            });
        } catch (Exception e) { // whatever it is, it must not end the attempts
            tryAgain(e);
            return;
        }
        LOG.info("HBase answers, table {} is there", SamplesTable.NAME);
        registration = bundleContext.registerService(
                SeriesStore.class,
                new HBaseSeriesStore(hadoop, connection),
                new Hashtable<>(Map.of("server", "hbase")));
        firstContact.shutdown();
    }

    private void tryAgain(Exception cause) {
        String now = HBaseSeriesStore.shortly(cause);
        if (!now.equals(problem)) {
            LOG.warn("HBase does not serve table {} yet, trying again: {}", SamplesTable.NAME, now);
        }
        problem = now;
        if (!firstContact.isShutdown()) {
            firstContact.schedule(this::greet, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public Result execute() {
        if (registration == null) {
            return new Result(
                    Result.Status.CRITICAL,
                    "HBase does not serve table %s yet: %s; store:status shows the servers"
                            .formatted(SamplesTable.NAME, problem));
        }
        try {
            return hadoop.call(MODULE, this::ask);
        } catch (Exception e) { // a health check reports every failure
            return new Result(
                    Result.Status.CRITICAL,
                    "HBase does not answer: %s; store:status shows whether it is being restarted"
                            .formatted(HBaseSeriesStore.shortly(e)));
        }
    }

    /** Asks the catalogue and not the cache of the client for the first region, which is one short read. */
    private Result ask() throws IOException {
        try (RegionLocator regions = connection.getRegionLocator(SamplesTable.NAME)) {
            return new Result(
                    Result.Status.OK,
                    "HBase answers, table %s begins at %s"
                            .formatted(
                                    SamplesTable.NAME,
                                    regions.getRegionLocation(new byte[0], true).getHostnamePort()));
        }
    }

    @Deactivate
    public void close() throws Exception {
        firstContact.shutdownNow();
        if (!firstContact.awaitTermination(15, TimeUnit.SECONDS)) {
            LOG.warn("The first contact with HBase did not end in time");
        }
        if (registration != null) {
            registration.unregister();
        }
        if (connection != null) {
            hadoop.call(MODULE, () -> {
                connection.close();
                return null;
            });
        }
    }
}
