package eu.flexcoop.middleware.hadoop.runtime.internal;

import java.io.IOException;
import java.net.URL;
import java.util.Enumeration;

/** Sees Hadoop and HBase first and then the classes and resources of one module. */
final class ModuleClassLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final ClassLoader module;

    ModuleClassLoader(ClassLoader hadoop, ClassLoader module) {
        super(hadoop);
        this.module = module;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        return module.loadClass(name);
    }

    @Override
    protected URL findResource(String name) {
        return module.getResource(name);
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
        return module.getResources(name);
    }

    @Override
    public String toString() {
        return "Hadoop, then " + module;
    }
}
