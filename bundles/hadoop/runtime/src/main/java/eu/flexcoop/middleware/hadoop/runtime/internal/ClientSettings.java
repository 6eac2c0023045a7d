package eu.flexcoop.middleware.hadoop.runtime.internal;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.apache.hadoop.conf.Configuration;

/** Turns our configuration and the address of HBase into the keys of Hadoop and HBase. */
final class ClientSettings {
    private static final List<String> SITE_FILES =
            List.of("core-site.xml", "hdfs-site.xml", "mapred-site.xml", "yarn-site.xml");

    private final String quorum;
    private final int zookeeperPort;
    private final ClientRuntime.Config config;

    /** @param hbase {@code hbase://zookeeper-host[,host]:port} */
    ClientSettings(URI hbase, ClientRuntime.Config config) {
        String authority = hbase.getRawAuthority();
        int colon = authority == null ? -1 : authority.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException(
                    "'%s' is no address of HBase, write hbase://zookeeper-host[,host]:port".formatted(hbase));
        }
        this.quorum = authority.substring(0, colon);
        this.zookeeperPort = Integer.parseInt(authority.substring(colon + 1));
        this.config = config;
    }

    Configuration apply(Configuration configuration) {
        if (!config.temporaryFolder().isBlank()) {
            configuration.set("hadoop.tmp.dir", config.temporaryFolder());
        }
        if (config.clusterConfiguration().isBlank()) {
            configuration.set("fs.defaultFS", "file:///");
            configuration.set("mapreduce.framework.name", "local");
            return configuration;
        }
        Path folder = Path.of(config.clusterConfiguration());
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
        int operation =
                Math.toIntExact(Duration.parse(config.hbaseOperationTimeout()).toMillis());
        int request =
                Math.toIntExact(Duration.parse(config.hbaseRequestTimeout()).toMillis());
        configuration.set("hbase.zookeeper.quorum", quorum);
        configuration.setInt("hbase.zookeeper.property.clientPort", zookeeperPort);
        configuration.setInt("hbase.client.operation.timeout", operation);
        configuration.setInt("hbase.client.meta.operation.timeout", operation);
        configuration.setInt("hbase.client.scanner.timeout.period", operation);
        configuration.setInt("hbase.rpc.timeout", request);
        configuration.setInt("hbase.rpc.read.timeout", request);
        configuration.setInt("hbase.rpc.write.timeout", request);
        configuration.setInt("hbase.ipc.client.socket.timeout.connect", 2_000);
        configuration.setInt("hbase.client.retries.number", config.hbaseRetries());
        configuration.setInt("hbase.client.pause", 100);
        configuration.setInt("zookeeper.recovery.retry", 3);
        configuration.setInt("zookeeper.recovery.retry.intervalmill", 500);
        configuration.setInt("zookeeper.session.timeout", 10_000);
        return configuration;
    }
}
