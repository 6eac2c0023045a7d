package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.io.IOException;
import java.net.URL;
import java.util.Enumeration;

/** Loads classes of the module first, then of this bundle, whose map and reduce steps call the module. */
final class JobClassLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private static final ClassLoader STEPS = JobClassLoader.class.getClassLoader();

    JobClassLoader(ClassLoader module) {
        super(module);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        return STEPS.loadClass(name);
    }

    @Override
    protected URL findResource(String name) {
        return STEPS.getResource(name);
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
        return STEPS.getResources(name);
    }
}
