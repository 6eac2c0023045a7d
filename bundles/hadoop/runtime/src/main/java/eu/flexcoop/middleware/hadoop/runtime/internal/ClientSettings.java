package eu.flexcoop.middleware.hadoop.runtime.internal;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.apache.hadoop.conf.Configuration;

/**
 * The settings of the clients, written into the keys of Hadoop and HBase.
 *
 * @param quorum hosts of ZooKeeper, separated by commas
 * @param clusterConfiguration folder with the {@code *-site.xml} files of a cluster; blank: local files and job runner
 * @param temporaryFolder blank: the one of the JVM
 * @param operationTimeout of one call of HBase with all its repetitions
 * @param requestTimeout of one request to a region server
 */
public record ClientSettings(
        String quorum,
        int zookeeperPort,
        String clusterConfiguration,
        String temporaryFolder,
        Duration operationTimeout,
        Duration requestTimeout,
        int retries) {
    static final int DEFAULT_RETRIES = 6;

    private static final List<String> SITE_FILES =
            List.of("core-site.xml", "hdfs-site.xml", "mapred-site.xml", "yarn-site.xml");

    static ClientSettings of(URI hbase, ClientRuntime.Config config) {
        return new ClientSettings(
                quorum(hbase),
                zookeeperPort(hbase),
                config.clusterConfiguration(),
                config.temporaryFolder(),
                Duration.parse(config.hbaseOperationTimeout()),
                Duration.parse(config.hbaseRequestTimeout()),
                config.hbaseRetries());
    }

    /** Local files, the local job runner and otherwise the defaults. */
    public static ClientSettings local(URI hbase, Duration operationTimeout, Duration requestTimeout) {
        return new ClientSettings(
                quorum(hbase), zookeeperPort(hbase), "", "", operationTimeout, requestTimeout, DEFAULT_RETRIES);
    }

    private static String quorum(URI hbase) {
        return hbase.getRawAuthority().substring(0, colon(hbase));
    }

    private static int zookeeperPort(URI hbase) {
        return Integer.parseInt(hbase.getRawAuthority().substring(colon(hbase) + 1));
    }

    private static int colon(URI hbase) {
        String authority = hbase.getRawAuthority();
        int colon = authority == null ? -1 : authority.lastIndexOf(':');
        if (colon < 1 || !authority.substring(colon + 1).matches("\\d{1,5}")) {
            throw new IllegalArgumentException(
                    "'%s' is not an address of HBase, write hbase://zookeeper-host[,host]:port".formatted(hbase));
        }
        return colon;
    }

    Configuration apply(Configuration configuration) {
        if (!temporaryFolder.isBlank()) {
            configuration.set("hadoop.tmp.dir", temporaryFolder);
        }
        if (clusterConfiguration.isBlank()) {
            configuration.set("fs.defaultFS", "file:///");
            configuration.set("mapreduce.framework.name", "local");
            return configuration;
        }
        Path folder = Path.of(clusterConfiguration);
        for (String name : SITE_FILES) {
            Path file = folder.resolve(name);
            if (Files.isReadable(file)) {
                configuration.addResource(new org.apache.hadoop.fs.Path(file.toUri()));
            }
        }
        return configuration;
    }

    /** Bounds every call: while HBase is away it fails after the operation timeout and not after HBase's twenty minutes. */
    Configuration applyHBase(Configuration configuration) {
        int operation = Math.toIntExact(operationTimeout.toMillis());
        int request = Math.toIntExact(requestTimeout.toMillis());
        configuration.set("hbase.zookeeper.quorum", quorum);
        configuration.setInt("hbase.zookeeper.property.clientPort", zookeeperPort);
        configuration.setInt("hbase.client.operation.timeout", operation);
        configuration.setInt("hbase.client.meta.operation.timeout", operation);
        configuration.setInt("hbase.client.scanner.timeout.period", operation);
        configuration.setInt("hbase.rpc.timeout", request);
        configuration.setInt("hbase.rpc.read.timeout", request);
        configuration.setInt("hbase.rpc.write.timeout", request);
        configuration.setInt("hbase.ipc.client.socket.timeout.connect", 2_000);
        configuration.setInt("hbase.client.retries.number", retries);
        configuration.setInt("hbase.client.pause", 100);
        configuration.setInt("zookeeper.recovery.retry", 3);
        configuration.setInt("zookeeper.recovery.retry.intervalmill", 500);
        configuration.setInt("zookeeper.session.timeout", 10_000);
        return configuration;
    }
}
