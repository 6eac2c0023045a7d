package eu.flexcoop.middleware.ops.shell.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Gets services for the time of one command or completion and releases them at its end. Not thread-safe. */
final class Services implements AutoCloseable {
    private final BundleContext bundleContext;
    private final List<ServiceReference<?>> held = new ArrayList<>();

    Services(BundleContext bundleContext) {
        this.bundleContext = bundleContext;
    }

    /** The service with the highest ranking. */
    <T> Optional<T> find(Class<T> type) {
        return Optional.ofNullable(bundleContext.getServiceReference(type)).flatMap(this::get);
    }

    /** All services of a type, the highest ranking first. */
    <T> List<T> all(Class<T> type) {
        return references(type).stream()
                .sorted(Comparator.reverseOrder())
                .flatMap(reference -> get(reference).stream())
                .toList();
    }

    private <T> Collection<ServiceReference<T>> references(Class<T> type) {
        try {
            return bundleContext.getServiceReferences(type, null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("The framework refuses a search without a filter", e);
        }
    }

    private <T> Optional<T> get(ServiceReference<T> reference) {
        T service = bundleContext.getService(reference);
        if (service != null) {
            held.add(reference);
        }
        return Optional.ofNullable(service);
    }

    @Override
    public void close() {
        held.forEach(bundleContext::ungetService);
        held.clear();
    }
}
