package eu.flexcoop.middleware.series.hbase.internal;

import java.io.IOException;
import java.time.Duration;

import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;

import eu.flexcoop.middleware.hadoop.api.HadoopRuntime;
import eu.flexcoop.middleware.testing.PrivateHBase;

import static org.awaitility.Awaitility.await;

/** A connection to a server that has the table {@code samples}. Other bundles have {@code SeriesOnHBase} of the fixtures. */
record ConnectedHBase(HadoopRuntime hadoop, Connection connection) implements AutoCloseable {
    private static final ClassLoader HERE = ConnectedHBase.class.getClassLoader();

    static ConnectedHBase to(PrivateHBase server) throws Exception {
        // short, so that tests of a server that is away are short
        HadoopRuntime hadoop = HadoopRuntime.of(server.uri(), Duration.ofSeconds(3), Duration.ofSeconds(2));
        Connection connection =
                hadoop.call(HERE, () -> ConnectionFactory.createConnection(hadoop.hbaseConfiguration(HERE)));
        await("the table serves")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(() -> hadoop.call(HERE, () -> {
                    new SamplesTable("never", "gz").ensure(connection);
                    return null;
                }));
        return new ConnectedHBase(hadoop, connection);
    }

    HBaseSeriesStore store() {
        return new HBaseSeriesStore(hadoop, connection);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
