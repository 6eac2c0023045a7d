package eu.flexcoop.middleware.hadoop.runtime.internal;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.hadoop.api.HadoopRuntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ClientRuntimeTest {
    private static final ClassLoader MODULE = new ClassLoader(ClientRuntimeTest.class.getClassLoader()) {};

    private final HadoopRuntime hadoop = local("hbase://zk1,zk2:2181");

    private static HadoopRuntime local(String hbase) {
        return HadoopRuntime.of(URI.create(hbase), Duration.ofSeconds(3), Duration.ofSeconds(2));
    }

    @Test
    void theAddressOfHBaseNamesZooKeeper() {
        Configuration configuration = hadoop.hbaseConfiguration(MODULE);

        assertThat(configuration.get("hbase.zookeeper.quorum")).isEqualTo("zk1,zk2");
        assertThat(configuration.get("hbase.zookeeper.property.clientPort")).isEqualTo("2181");
    }

    @Test
    void anAddressWithoutAPortIsRefused() {
        assertThatThrownBy(() -> local("hbase://zk1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'hbase://zk1' is not an address of HBase, write hbase://zookeeper-host[,host]:port");
    }

    @Test
    void everyCallOfHBaseIsBounded() {
        Configuration configuration = hadoop.hbaseConfiguration(MODULE);

        assertThat(configuration.getInt("hbase.client.operation.timeout", -1)).isEqualTo(3000);
        assertThat(configuration.getInt("hbase.client.scanner.timeout.period", -1))
                .isEqualTo(3000);
        assertThat(configuration.getInt("hbase.rpc.timeout", -1)).isEqualTo(2000);
    }

    @Test
    void filesAndJobsAreLocalWithoutACluster() {
        Configuration configuration = hadoop.configuration(MODULE);

        assertThat(configuration.get("fs.defaultFS")).isEqualTo("file:///");
        assertThat(configuration.get("mapreduce.framework.name")).isEqualTo("local");
    }

    @Test
    void filesOfAClusterAreRead(@TempDir Path folder) throws Exception {
        Files.writeString(
                folder.resolve("core-site.xml"),
                "<configuration><property><name>fs.defaultFS</name><value>hdfs://coop:8020</value></property></configuration>");
        ClientSettings settings = new ClientSettings(
                "zk", 2181, folder.toString(), "/scratch", Duration.ofSeconds(3), Duration.ofSeconds(2), 1);

        Configuration configuration = new ClientRuntime(settings).configuration(MODULE);

        assertThat(configuration.get("fs.defaultFS")).isEqualTo("hdfs://coop:8020");
        assertThat(configuration.get("hadoop.tmp.dir")).isEqualTo("/scratch");
    }

    @Test
    void aCallSeesTheModuleAndRestoresTheContextClassLoader() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();

        ClassLoader during = hadoop.call(MODULE, () -> Thread.currentThread().getContextClassLoader());

        assertThat(during.loadClass(ClientRuntimeTest.class.getName())).isSameAs(ClientRuntimeTest.class);
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    void aFailedCallRestoresTheContextClassLoader() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();

        assertThatThrownBy(() -> hadoop.call(MODULE, () -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    void theCallsOfAModuleShareAClassLoader() throws Exception {
        ClassLoader first = hadoop.call(MODULE, () -> Thread.currentThread().getContextClassLoader());
        ClassLoader second = hadoop.call(MODULE, () -> Thread.currentThread().getContextClassLoader());

        assertThat(second).isSameAs(first);
    }
}
