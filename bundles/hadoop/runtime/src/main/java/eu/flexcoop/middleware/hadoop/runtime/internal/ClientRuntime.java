package eu.flexcoop.middleware.hadoop.runtime.internal;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hbase.HBaseConfiguration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;
import eu.flexcoop.middleware.hadoop.api.ChainedClassLoader;
import eu.flexcoop.middleware.hadoop.api.HadoopRuntime;
import eu.flexcoop.middleware.servers.api.ServerAddress;

/** Sets the context class loader to one that sees the client libraries and the calling module. */
@Component(service = HadoopRuntime.class, configurationPid = "eu.flexcoop.middleware.hadoop")
@Designate(ocd = ClientRuntime.Config.class)
public final class ClientRuntime implements HadoopRuntime {
    /** The clients of Hadoop and HBase. */
    @ObjectClassDefinition(name = "Flexcoop Hadoop and HBase clients")
    public @interface Config {
        @Accepts(Form.FOLDER)
        @AttributeDefinition(
                description = "Folder with core-site.xml, hdfs-site.xml, yarn-site.xml, mapred-site.xml of a cluster; "
                        + "empty: local files and the local job runner")
        String clusterConfiguration() default "";

        @Accepts(Form.NEW_FOLDER)
        @AttributeDefinition(description = "Folder for temporary files of jobs; empty: the one of the JVM")
        String temporaryFolder() default "";

        @AttributeDefinition(
                max = "P1D",
                description = "How long one call of HBase may take with all its repetitions, ISO-8601")
        String hbaseOperationTimeout() default "PT8S";

        @Accepts(atMost = "hbaseOperationTimeout")
        @AttributeDefinition(description = "How long one request to a region server may take, ISO-8601")
        String hbaseRequestTimeout() default "PT4S";

        @AttributeDefinition(min = "0", max = "100", description = "How often HBase is asked again before a call fails")
        int hbaseRetries() default ClientSettings.DEFAULT_RETRIES;
    }

    private static final Logger LOG = LoggerFactory.getLogger(ClientRuntime.class);
    private static final ClassLoader HADOOP = Configuration.class.getClassLoader();

    private final ClientSettings settings;
    /** Keys and values are weak: a loader refers to its module, and an uninstalled module must be collected. */
    private final Map<ClassLoader, WeakReference<ChainedClassLoader>> loaders = new WeakHashMap<>();

    @Activate
    public ClientRuntime(@Reference(target = "(server=hbase)") ServerAddress hbase, Config config) {
        this(ClientSettings.of(hbase.uri(), config));
    }

    public ClientRuntime(ClientSettings settings) {
        this.settings = settings;
        findFileSystems();
    }

    /**
     * Hadoop looks for its file systems once per JVM, through the context class loader of that moment. With a wrong one there
     * every later call would fail with "No FileSystem for scheme hdfs", so it happens here before any other caller.
     */
    private void findFileSystems() {
        enter(ClientRuntime.class.getClassLoader(), () -> {
            Configuration configuration = settings.apply(new Configuration());
            FileSystem.getFileSystemClass("file", configuration);
            LOG.debug("File systems of Hadoop found, hdfs is {}", FileSystem.getFileSystemClass("hdfs", configuration));
            return configuration;
        });
    }

    @Override
    public <T> T call(ClassLoader module, Callable<T> code) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader(module));
        try {
            return code.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private ChainedClassLoader loader(ClassLoader module) {
        synchronized (loaders) {
            WeakReference<ChainedClassLoader> known = loaders.get(module);
            ChainedClassLoader loader = known == null ? null : known.get();
            if (loader == null) {
                loader = new ChainedClassLoader(HADOOP, module);
                loaders.put(module, new WeakReference<>(loader));
            }
            return loader;
        }
    }

    @Override
    public Configuration configuration(ClassLoader module) {
        return enter(module, () -> settings.apply(new Configuration()));
    }

    @Override
    public Configuration hbaseConfiguration(ClassLoader module) {
        return enter(module, () -> settings.applyHBase(settings.apply(HBaseConfiguration.create())));
    }

    private Configuration enter(ClassLoader module, Callable<Configuration> code) {
        try {
            Configuration configuration = call(module, code);
            configuration.setClassLoader(loader(module));
            return configuration;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("Hadoop's configuration cannot be read: " + e.getMessage(), e);
        }
    }
}
