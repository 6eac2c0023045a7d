package eu.flexcoop.middleware.hadoop.api;

import java.io.IOException;
import java.net.URL;
import java.util.Enumeration;

/** Loads classes and resources from one class loader and, what that does not know, from another. Thread-safe. */
public final class ChainedClassLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final ClassLoader second;

    public ChainedClassLoader(ClassLoader first, ClassLoader second) {
        super(first);
        this.second = second;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        return second.loadClass(name);
    }

    @Override
    protected URL findResource(String name) {
        return second.getResource(name);
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
        return second.getResources(name);
    }

    @Override
    public String toString() {
        return "%s, then %s".formatted(getParent(), second);
    }
}
