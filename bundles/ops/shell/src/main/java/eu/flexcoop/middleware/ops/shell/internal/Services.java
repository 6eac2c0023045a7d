package eu.flexcoop.middleware.ops.shell.internal;

import java.util.Optional;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Looks up one service of the moment. */
final class Services {
    private Services() {}

    static <T> Optional<T> find(BundleContext bundleContext, Class<T> type) {
        ServiceReference<T> reference = bundleContext.getServiceReference(type);
        return reference == null ? Optional.empty() : Optional.ofNullable(bundleContext.getService(reference));
    }
}
