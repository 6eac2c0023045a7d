package eu.flexcoop.middleware.hadoop.api;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;

import org.apache.hadoop.conf.Configuration;
import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.hadoop.runtime.internal.ClientRuntime;
import eu.flexcoop.middleware.hadoop.runtime.internal.ClientSettings;

/**
 * Calls Hadoop and HBase with the class loader that they need. Hadoop finds its file systems, serializers and default files
 * through the thread's context class loader of whichever caller comes first, so every call goes through here and no other
 * bundle sets a context class loader. Thread-safe.
 */
@ProviderType
public interface HadoopRuntime {
    /**
     * A runtime without a container, for tests and tools: local files, the local job runner, default settings otherwise.
     *
     * @param hbase {@code hbase://zookeeper-host[,host]:port}
     * @param operationTimeout of one call of HBase with all its repetitions
     * @param requestTimeout of one request to a region server
     */
    static HadoopRuntime of(URI hbase, Duration operationTimeout, Duration requestTimeout) {
        return new ClientRuntime(ClientSettings.local(hbase, operationTimeout, requestTimeout));
    }

    /**
     * Runs code that calls Hadoop or HBase.
     *
     * @param module class loader in which Hadoop looks for the caller's classes (mappers, reducers) after its own
     */
    <T> T call(ClassLoader module, Callable<T> code) throws Exception;

    /** A new Hadoop configuration whose class loader sees Hadoop first and then the module. */
    Configuration configuration(ClassLoader module);

    /** As {@link #configuration}, with the address of HBase and the client settings of the middleware. */
    Configuration hbaseConfiguration(ClassLoader module);
}
