package eu.flexcoop.middleware.series.hbase.internal;

import java.io.IOException;
import java.time.Duration;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.RegionLocator;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.hadoop.api.HadoopRuntime;
import eu.flexcoop.middleware.series.api.LegacyTables;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.servers.api.ServerClient;
import eu.flexcoop.middleware.servers.api.ServerKind;

/**
 * Connects to HBase, creates the table and registers the {@link SeriesStore} then; tries again until it succeeds. The store stays
 * while HBase restarts, since its client finds it again by itself.
 */
@Component(
        service = HealthCheck.class,
        immediate = true,
        property = {HealthCheck.NAME + "=hbase", HealthCheck.TAGS + "=servers"})
public final class HBaseConnection implements HealthCheck {
    private static final ClassLoader MODULE = HBaseConnection.class.getClassLoader();
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final HadoopRuntime hadoop;
    private final SamplesTable table;
    private final ServerClient connecting;
    private volatile Connection connection;

    @Activate
    public HBaseConnection(
            BundleContext bundleContext, @Reference HadoopRuntime hadoop, @Reference SamplesTable table) {
        this.hadoop = hadoop;
        this.table = table;
        this.connecting = ServerClient.start(bundleContext, ServerKind.HBASE.key(), PAUSE, this::connect);
    }

    private void connect(ServerClient.Services services) throws IOException {
        try {
            hadoop.call(MODULE, () -> {
                if (connection == null) {
                    connection = ConnectionFactory.createConnection(hadoop.hbaseConfiguration(MODULE));
                }
                table.ensure(connection);
                return null;
            });
        } catch (Exception e) { // the client throws more than it declares
            throw new IOException("no table %s: %s".formatted(SamplesTable.NAME, HBaseCalls.shortly(e)), e);
        }
        SeriesStore store = new HBaseSeriesStore(hadoop, connection);
        services.add(SeriesStore.class, store);
        services.add(LegacyTables.class, new HBaseLegacyTables(hadoop, connection, store));
    }

    @Override
    public Result execute() {
        if (!connecting.isConnected()) {
            return new Result(
                    Result.Status.TEMPORARILY_UNAVAILABLE,
                    "HBase does not answer yet: %s; store:status shows the servers"
                            .formatted(connecting.problem().orElse("the connection was closed")));
        }
        try {
            return hadoop.call(MODULE, this::ask);
        } catch (Exception e) { // a health check reports every failure
            return new Result(
                    Result.Status.CRITICAL,
                    "HBase does not answer: %s; store:status shows whether it is being restarted"
                            .formatted(HBaseCalls.shortly(e)));
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
        connecting.close();
        if (connection != null) {
            hadoop.call(MODULE, () -> {
                connection.close();
                return null;
            });
        }
    }
}
