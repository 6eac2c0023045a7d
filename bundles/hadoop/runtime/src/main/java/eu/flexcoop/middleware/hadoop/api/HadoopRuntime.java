package eu.flexcoop.middleware.hadoop.api;

import java.util.concurrent.Callable;

import org.apache.hadoop.conf.Configuration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Enters Hadoop and HBase code with the class loader that it needs. Hadoop finds its file systems, serializers and default
 * files through the context class loader of whoever calls first, so every call goes through here and nobody else touches
 * context class loaders. Thread-safe.
 */
@ProviderType
public interface HadoopRuntime {
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
