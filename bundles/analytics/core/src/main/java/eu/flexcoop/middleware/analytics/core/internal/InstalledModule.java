package eu.flexcoop.middleware.analytics.core.internal;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.osgi.framework.Bundle;

import eu.flexcoop.middleware.analytics.api.ModuleDescriptor;
import eu.flexcoop.middleware.analytics.spi.AnalyticsModule;

/** A module of an active bundle. */
final class InstalledModule {
    private final Bundle bundle;
    private final ModuleFile file;
    private final AtomicInteger runs = new AtomicInteger();
    private volatile AnalyticsModule service;
    private volatile boolean published;

    InstalledModule(Bundle bundle, ModuleFile file) {
        this.bundle = bundle;
        this.file = file;
    }

    Bundle bundle() {
        return bundle;
    }

    ModuleDescriptor descriptor() {
        return file.descriptor();
    }

    ModuleParameters parameters() {
        return file.parameters();
    }

    String name() {
        return descriptor().name();
    }

    Optional<AnalyticsModule> service() {
        return Optional.ofNullable(service);
    }

    void service(AnalyticsModule module) {
        this.service = module;
    }

    /** False once the bundle stops or the service is unregistered: runs of this module must end. */
    boolean available() {
        return published && service != null;
    }

    void publish() {
        published = true;
    }

    void withdraw() {
        published = false;
    }

    /** Counts a run from now until it is closed. */
    Run begin() {
        runs.incrementAndGet();
        return runs::decrementAndGet;
    }

    boolean running() {
        return runs.get() > 0;
    }

    @Override
    public String toString() {
        return "%s %s".formatted(bundle.getSymbolicName(), bundle.getVersion());
    }

    /** A run that is under way. */
    interface Run extends AutoCloseable {
        @Override
        void close();
    }
}
