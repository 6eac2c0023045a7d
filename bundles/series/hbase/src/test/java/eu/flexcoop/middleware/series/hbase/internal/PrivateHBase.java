package eu.flexcoop.middleware.series.hbase.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.awaitility.Awaitility;

import eu.flexcoop.middleware.hadoop.api.HadoopRuntime;
import eu.flexcoop.middleware.series.api.SeriesStore;

/** HBase for one test class, with the table of the series. */
public final class PrivateHBase implements AutoCloseable {
    private static final ClassLoader HERE = PrivateHBase.class.getClassLoader();

    private final eu.flexcoop.middleware.testing.PrivateHBase server;
    private final HadoopRuntime hadoop;
    private final List<Connection> connections = new ArrayList<>();

    private PrivateHBase() throws IOException {
        server = eu.flexcoop.middleware.testing.PrivateHBase.startOrSkip();
        // short, so that tests of a server that is away are short
        hadoop = HadoopRuntime.of(server.uri(), Duration.ofSeconds(3), Duration.ofSeconds(2));
    }

    /** Skips the calling test where the jars of HBase are not to be had. */
    public static PrivateHBase startOrSkip() throws IOException {
        return new PrivateHBase();
    }

    /** As kill -9 does it. */
    public void kill() throws InterruptedException {
        server.kill();
    }

    /** After {@link #kill()}; returns when the server has initialized. */
    public void start() throws IOException {
        server.start();
    }

    public HadoopRuntime hadoop() {
        return hadoop;
    }

    /** The store over the table, which is made where it is missing. */
    public SeriesStore store() throws Exception {
        return new HBaseSeriesStore(hadoop, connection());
    }

    /** A connection to a server that has the table; closed with this. */
    public Connection connection() throws Exception {
        Connection connection = inHadoop(() -> ConnectionFactory.createConnection(hadoop.hbaseConfiguration(HERE)));
        connections.add(connection);
        Awaitility.await("the table serves")
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(() -> inHadoop(() -> {
                    new SamplesTable("never", "gz").ensure(connection);
                    return null;
                }));
        return connection;
    }

    private <T> T inHadoop(Callable<T> code) throws Exception {
        return hadoop.call(HERE, code);
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.close();
        }
        server.close();
    }
}
