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

/** An HBase for one test class: master, region server and ZooKeeper in one process, which can be killed and started again. */
public final class PrivateHBase implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final List<String> OPTIONS = List.of(
            "-Djava.net.preferIPv4Stack=true",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED");

    private final Path jars;
    private final int zookeeperPort = FreePorts.one();
    private final ServerProcess server = new ServerProcess("hbase");

    private PrivateHBase(Path jars, Optional<PrivateHdfs> hdfs) throws IOException {
        this.jars = jars;
        Map<String, Object> settings = site();
        hdfs.ifPresentOrElse(files -> putHdfs(settings, files), () -> putLocalFiles(settings));
        Files.writeString(server.folder().resolve("hbase-site.xml"), ServerProcess.xml(settings));
        Files.writeString(server.folder().resolve("log4j.properties"), ServerProcess.LOG4J);
    }

    /** Returns when the server has initialized. Skips the calling test where its jars have not been gathered. */
    public static PrivateHBase startOrSkip() throws IOException {
        return start(Optional.empty());
    }

    /** As {@link #startOrSkip()}, with its files and logs in HDFS. */
    public static PrivateHBase startOn(PrivateHdfs hdfs) throws IOException {
        return start(Optional.of(hdfs));
    }

    private static PrivateHBase start(Optional<PrivateHdfs> hdfs) throws IOException {
        Optional<Path> jars = ServerJars.of("hbase");
        Assumptions.assumeTrue(jars.isPresent(), NeedsHBase.REASON);
        PrivateHBase hbase = new PrivateHBase(jars.get(), hdfs);
        hbase.start();
        return hbase;
    }

    public static boolean isAvailable() {
        return ServerJars.of("hbase").isPresent();
    }

    private static void putHdfs(Map<String, Object> settings, PrivateHdfs hdfs) {
        settings.put("hbase.rootdir", hdfs.uri() + "/hbase");
        // after a kill the log of the region server is closed by the name node, usually within this time
        settings.put("hbase.lease.recovery.first.pause", 500);
    }

    private void putLocalFiles(Map<String, Object> settings) {
        settings.put("hbase.rootdir", server.folder().resolve("store").toUri());
        settings.put("hbase.wal.provider", "filesystem");
        settings.put("hbase.unsafe.stream.capability.enforce", false);
    }

    private Map<String, Object> site() {
        Path folder = server.folder();
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("hbase.cluster.distributed", false);
        settings.put("hbase.tmp.dir", folder.resolve("tmp"));
        settings.put("hbase.zookeeper.quorum", "127.0.0.1");
        settings.put("hbase.zookeeper.property.dataDir", folder.resolve("zookeeper"));
        settings.put("hbase.zookeeper.property.clientPort", zookeeperPort);
        settings.put("hbase.zookeeper.property.clientPortAddress", "127.0.0.1");
        settings.put("hbase.zookeeper.property.admin.enableServer", false);
        for (String each : List.of("master", "regionserver")) {
            settings.put("hbase." + each + ".hostname", "localhost");
            settings.put("hbase." + each + ".ipc.address", "127.0.0.1");
            settings.put("hbase." + each + ".port", FreePorts.one());
            settings.put("hbase." + each + ".info.port", -1);
        }
        settings.put("hbase.master.wait.on.regionservers.timeout", 500);
        settings.put("hbase.master.wait.on.regionservers.interval", 100);
        settings.put("hbase.regionserver.msginterval", 500);
        return settings;
    }

    /** Also after {@link #kill()}; returns when the server has initialized. */
    public void start() throws IOException {
        Files.deleteIfExists(server.log());
        server.launch(ServerProcess.java(
                "384m",
                OPTIONS,
                server.folder() + ":" + jars + "/*",
                "org.apache.hadoop.hbase.master.HMaster",
                "start"));
        Awaitility.await("HBase initializes, see " + server.log())
                .atMost(START_TIMEOUT)
                .until(() -> Files.readString(server.log(), StandardCharsets.ISO_8859_1)
                        .contains("Master has completed initialization"));
    }

    /** As kill -9 does it. */
    public void kill() throws InterruptedException {
        server.kill();
    }

    /** The address in the form that the middleware's configuration takes. */
    public URI uri() {
        return URI.create("hbase://127.0.0.1:" + zookeeperPort);
    }

    @Override
    public void close() {
        server.remove();
    }
}
