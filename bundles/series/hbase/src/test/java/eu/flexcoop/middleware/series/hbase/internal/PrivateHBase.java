package eu.flexcoop.middleware.series.hbase.internal;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

import eu.flexcoop.middleware.hadoop.api.HadoopRuntime;
import eu.flexcoop.middleware.hadoop.runtime.internal.ClientRuntime;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.servers.api.ServerAddress;
import eu.flexcoop.middleware.servers.api.ServerKind;

/** A real HBase in one process for one test class: on free ports, it can be killed and started again. */
public final class PrivateHBase implements AutoCloseable {
    private static final ClassLoader HERE = PrivateHBase.class.getClassLoader();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Of the client, so that tests of a server that is away are short. */
    private static final Map<String, Object> SHORT_PATIENCE =
            Map.of("hbaseOperationTimeout", "PT3S", "hbaseRequestTimeout", "PT2S");

    private static final String JARS = "assembly/servers/target/hbase/lib";

    private final Path jars;
    private final Path folder;
    private final int zookeeperPort;
    private final HadoopRuntime hadoop;
    private final List<Connection> connections = new ArrayList<>();
    private Process process;

    private PrivateHBase(Path jars) throws Exception {
        this.jars = jars;
        this.folder = Files.createTempDirectory("hbase-for-test");
        this.zookeeperPort = freePort();
        Files.writeString(folder.resolve("hbase-site.xml"), site());
        Files.writeString(
                folder.resolve("log4j.properties"),
                "log4j.rootLogger=INFO,out\nlog4j.appender.out=org.apache.log4j.ConsoleAppender\n"
                        + "log4j.appender.out.layout=org.apache.log4j.SimpleLayout\n");
        this.hadoop = new ClientRuntime(
                ServerAddress.of(ServerKind.HBASE, URI.create("hbase://127.0.0.1:" + zookeeperPort)),
                (ClientRuntime.Config) Proxy.newProxyInstance(
                        HERE,
                        new Class<?>[] {ClientRuntime.Config.class},
                        (proxy, method, none) ->
                                SHORT_PATIENCE.getOrDefault(method.getName(), method.getDefaultValue())));
    }

    /** Skips the calling test where the jars of HBase are not to be had. */
    public static PrivateHBase startOrSkip() throws Exception {
        Optional<Path> jars = Stream.concat(
                        Stream.ofNullable(System.getenv("FLEXCOOP_SERVERS")).map(home -> Path.of(home, "hbase", "lib")),
                        Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                                .map(folder -> folder.resolve(JARS)))
                .filter(Files::isDirectory)
                .findFirst();
        Assumptions.assumeTrue(jars.isPresent(), "no jars of HBase: build assembly/servers/hbase first");
        PrivateHBase hbase = new PrivateHBase(jars.get());
        hbase.start();
        return hbase;
    }

    private String site() throws IOException {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("hbase.cluster.distributed", false);
        settings.put("hbase.rootdir", folder.resolve("store").toUri());
        settings.put("hbase.tmp.dir", folder.resolve("tmp"));
        settings.put("hbase.wal.provider", "filesystem");
        settings.put("hbase.unsafe.stream.capability.enforce", false);
        settings.put("hbase.zookeeper.quorum", "127.0.0.1");
        settings.put("hbase.zookeeper.property.dataDir", folder.resolve("zookeeper"));
        settings.put("hbase.zookeeper.property.clientPort", zookeeperPort);
        settings.put("hbase.zookeeper.property.clientPortAddress", "127.0.0.1");
        settings.put("hbase.zookeeper.property.admin.enableServer", false);
        for (String server : List.of("master", "regionserver")) {
            settings.put("hbase." + server + ".hostname", "localhost");
            settings.put("hbase." + server + ".ipc.address", "127.0.0.1");
            settings.put("hbase." + server + ".port", freePort());
            settings.put("hbase." + server + ".info.port", -1);
        }
        settings.put("hbase.master.wait.on.regionservers.timeout", 500);
        settings.put("hbase.master.wait.on.regionservers.interval", 100);
        settings.put("hbase.regionserver.msginterval", 500);
        StringBuilder xml = new StringBuilder("<configuration>\n");
        settings.forEach((name, value) ->
                xml.append("<property><name>%s</name><value>%s</value></property>%n".formatted(name, value)));
        return xml.append("</configuration>\n").toString();
    }

    /** Returns when the server has initialized. */
    public void start() throws IOException {
        Path log = folder.resolve("log");
        Files.deleteIfExists(log);
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.net.preferIPv4Stack=true",
                        "--add-opens=java.base/java.nio=ALL-UNNAMED",
                        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-cp",
                        folder + ":" + jars + "/*",
                        "org.apache.hadoop.hbase.master.HMaster",
                        "start")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        Awaitility.await("HBase initializes, see " + log).atMost(PATIENCE).until(() -> Files.readString(
                        log, StandardCharsets.ISO_8859_1)
                .contains("Master has completed initialization"));
    }

    /** As kill -9 does it. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
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
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> inHadoop(() -> {
                    SamplesTable.ensure(connection);
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
        process.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
