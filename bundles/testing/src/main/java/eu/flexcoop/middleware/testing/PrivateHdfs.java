package eu.flexcoop.middleware.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * An HDFS for one test class: a name node and a data node, each a process of its own. Both are among the jars of
 * the HBase server.
 */
public final class PrivateHdfs implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final String HEAP = "192m";
    private static final String NAME_NODE = "org.apache.hadoop.hdfs.server.namenode.NameNode";
    private static final String DATA_NODE = "org.apache.hadoop.hdfs.server.datanode.DataNode";

    private final Path jars;
    private final int port = FreePorts.one();
    private final ServerProcess nameNode = new ServerProcess("hdfs-name-node");
    private final ServerProcess dataNode = new ServerProcess("hdfs-data-node");

    private PrivateHdfs(Path jars) throws IOException {
        this.jars = jars;
        for (ServerProcess node : List.of(nameNode, dataNode)) {
            Files.writeString(node.folder().resolve("core-site.xml"), ServerProcess.xml(Map.of("fs.defaultFS", uri())));
            Files.writeString(node.folder().resolve("hdfs-site.xml"), ServerProcess.xml(site()));
            Files.writeString(node.folder().resolve("log4j.properties"), ServerProcess.LOG4J);
            // their status pages do not start without them
            Files.createDirectories(node.folder().resolve("webapps/hdfs"));
            Files.createDirectories(node.folder().resolve("webapps/datanode"));
        }
    }

    /** Returns when files can be written. Skips the calling test where its jars have not been gathered. */
    public static PrivateHdfs startOrSkip() throws IOException {
        Optional<Path> jars = ServerJars.of("hbase");
        Assumptions.assumeTrue(jars.isPresent(), NeedsHBase.REASON);
        PrivateHdfs hdfs = new PrivateHdfs(jars.get());
        hdfs.format();
        hdfs.start();
        return hdfs;
    }

    private Map<String, Object> site() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("dfs.replication", 1);
        settings.put("dfs.permissions.enabled", false);
        settings.put("dfs.namenode.name.dir", nameNode.folder().resolve("name").toUri());
        settings.put("dfs.namenode.http-address", "127.0.0.1:0");
        settings.put("dfs.namenode.safemode.extension", 0);
        settings.put("dfs.datanode.data.dir", dataNode.folder().resolve("data").toUri());
        for (String each : List.of("address", "http.address", "ipc.address")) {
            settings.put("dfs.datanode." + each, "127.0.0.1:0");
        }
        return settings;
    }

    private List<String> command(ServerProcess node, String... mainAndArguments) {
        return ServerProcess.java(
                HEAP, List.of("-Djava.net.preferIPv4Stack=true"), node.folder() + ":" + jars + "/*", mainAndArguments);
    }

    private void format() throws IOException {
        nameNode.launch(command(nameNode, NAME_NODE, "-format", "-nonInteractive"));
        awaitLine(nameNode, "has been successfully formatted");
        Awaitility.await("the end of the formatting").atMost(START_TIMEOUT).until(() -> !nameNode.isAlive());
    }

    private void start() throws IOException {
        nameNode.launch(command(nameNode, NAME_NODE));
        dataNode.launch(command(dataNode, DATA_NODE));
        awaitLine(dataNode, "uccessfully registered with NN");
    }

    private static void awaitLine(ServerProcess node, String text) {
        Awaitility.await("'%s' in %s".formatted(text, node.log()))
                .atMost(START_TIMEOUT)
                .until(() -> Files.readString(node.log(), StandardCharsets.ISO_8859_1)
                        .contains(text));
    }

    /** Of the file system. */
    public URI uri() {
        return URI.create("hdfs://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        dataNode.remove();
        nameNode.remove();
    }
}
