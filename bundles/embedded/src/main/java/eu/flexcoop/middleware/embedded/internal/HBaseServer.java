package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import eu.flexcoop.middleware.servers.api.ServerKind;

/** HBase with master, region server and ZooKeeper in one process, on local files. */
final class HBaseServer implements EmbeddedServer {
    private static final String MAIN = "org.apache.hadoop.hbase.master.HMaster";
    private static final String INITIALIZED = "Master has completed initialization";
    private static final int PROBE_MILLIS = 500;
    /** HBase and Netty reach into the JDK. */
    private static final List<String> OPTIONS = List.of(
            "-Dorg.apache.hbase.thirdparty.io.netty.tryReflectionSetAccessible=true",
            "--add-modules=jdk.unsupported",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED",
            "--add-exports=java.base/sun.net.dns=ALL-UNNAMED",
            "--add-exports=java.base/sun.net.util=ALL-UNNAMED");

    private final ServerJars jars;
    private final String heap;
    private final DataFolder data;
    private final Ports ports;
    private int zookeeperPort;
    private int regionServerPort;
    private String classPath;

    HBaseServer(ServerJars jars, String heap, DataFolder data, Ports ports) {
        this.jars = jars;
        this.heap = heap;
        this.data = data;
        this.ports = ports;
    }

    @Override
    public ServerKind kind() {
        return ServerKind.HBASE;
    }

    @Override
    public Path folder() {
        return data.of("hbase");
    }

    @Override
    public void prepare() throws IOException {
        Path conf = folder().resolve("conf");
        classPath = jars.classPath("hbase", conf);
        Files.createDirectories(conf);
        // HBase has no passwords without Kerberos; its files at least are for nobody else
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwx------"));
        zookeeperPort = ports.port("hbase.zookeeper");
        regionServerPort = ports.port("hbase.regionserver");
        int masterPort = ports.port("hbase.master");
        Files.writeString(conf.resolve("hbase-site.xml"), xml(settings(masterPort)));
        LogFiles.keepPrevious(log());
        LogFiles.keepPrevious(output());
        Files.writeString(conf.resolve("log4j.properties"), LOGGING.formatted(log()));
    }

    private Map<String, Object> settings(int masterPort) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("hbase.cluster.distributed", false);
        settings.put("hbase.rootdir", folder().resolve("store").toUri());
        settings.put("hbase.tmp.dir", folder().resolve("tmp"));
        // a log that is written through before a call returns: no acknowledged row is lost by kill -9
        settings.put("hbase.wal.provider", "filesystem");
        settings.put("hbase.unsafe.stream.capability.enforce", false);
        settings.put("hbase.zookeeper.quorum", "127.0.0.1");
        settings.put("hbase.zookeeper.property.dataDir", folder().resolve("zookeeper"));
        settings.put("hbase.zookeeper.property.clientPort", zookeeperPort);
        settings.put("hbase.zookeeper.property.clientPortAddress", "127.0.0.1");
        settings.put("hbase.zookeeper.property.admin.enableServer", false);
        settings.put("hbase.master.hostname", "localhost");
        settings.put("hbase.master.ipc.address", "127.0.0.1");
        settings.put("hbase.master.port", masterPort);
        settings.put("hbase.master.info.port", -1);
        settings.put("hbase.regionserver.hostname", "localhost");
        settings.put("hbase.regionserver.ipc.address", "127.0.0.1");
        settings.put("hbase.regionserver.port", regionServerPort);
        settings.put("hbase.regionserver.info.port", -1);
        // one region server is all there will be, so waiting for more would only cost ten seconds
        settings.put("hbase.master.wait.on.regionservers.timeout", 500);
        settings.put("hbase.master.wait.on.regionservers.interval", 100);
        settings.put("hbase.regionserver.msginterval", 500);
        settings.put("hbase.regionserver.handler.count", 12);
        settings.put("hbase.regionserver.metahandler.count", 4);
        settings.put("hbase.master.executor.openregion.threads", 2);
        settings.put("hbase.hregion.memstore.flush.size", 32 << 20);
        return settings;
    }

    private static String xml(Map<String, Object> settings) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?>\n<configuration>\n");
        settings.forEach((name, value) -> xml.append("  <property><name>")
                .append(name)
                .append("</name><value>")
                .append(value.toString().replace("&", "&amp;").replace("<", "&lt;"))
                .append("</value></property>\n"));
        return xml.append("</configuration>\n").toString();
    }

    private static final String LOGGING =
            """
            log4j.rootLogger=INFO,file
            log4j.appender.file=org.apache.log4j.RollingFileAppender
            log4j.appender.file.File=%s
            log4j.appender.file.MaxFileSize=20MB
            log4j.appender.file.MaxBackupIndex=2
            log4j.appender.file.layout=org.apache.log4j.PatternLayout
            log4j.appender.file.layout.ConversionPattern=%%d{ISO8601} %%-5p [%%t] %%c{2}: %%m%%n
            log4j.logger.org.apache.zookeeper=WARN
            log4j.logger.org.apache.hadoop.metrics2=WARN
            """;

    @Override
    public List<String> command() {
        return ServerJars.java(heap, OPTIONS, classPath, MAIN, "start");
    }

    @Override
    public void checkReady() throws IOException {
        connect(zookeeperPort, "ZooKeeper");
        connect(regionServerPort, "the region server");
        if (!Files.exists(log())) {
            throw new IOException("it has not written its log yet");
        }
        try (Stream<String> lines = Files.lines(log(), StandardCharsets.ISO_8859_1)) {
            if (lines.noneMatch(line -> line.contains(INITIALIZED))) {
                throw new IOException("its master has not completed initialization");
            }
        }
    }

    private static void connect(int port, String what) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PROBE_MILLIS);
        } catch (IOException e) {
            throw new IOException("%s does not listen at port %d yet".formatted(what, port), e);
        }
    }

    @Override
    public URI address() {
        return URI.create("hbase://127.0.0.1:" + zookeeperPort);
    }

    @Override
    public Duration grace() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Duration startTimeout() {
        return Duration.ofSeconds(120);
    }

    @Override
    public Path log() {
        return data.log("hbase");
    }

    @Override
    public Path output() {
        return data.log("hbase-output");
    }
}
