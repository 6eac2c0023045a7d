package eu.flexcoop.middleware.analytics.core.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.analytics.api.ModuleDescriptor;
import eu.flexcoop.middleware.analytics.spi.AnalyticsModule;

/**
 * Follows bundles whose manifest says {@code Flexcoop-Module} and the services they offer. Of two bundles that bring a module
 * of the same name the one that came first has it; the other takes over when the first leaves.
 */
@Component(service = InstalledModules.class, immediate = true)
public final class InstalledModules implements BundleTrackerCustomizer<InstalledModule> {
    static final String HEADER = "Flexcoop-Module";
    private static final Logger LOG = LoggerFactory.getLogger(InstalledModules.class);

    private final List<InstalledModule> modules = new CopyOnWriteArrayList<>();
    private final Map<ServiceReference<AnalyticsModule>, AnalyticsModule> services = new ConcurrentHashMap<>();
    private final Map<Bundle, String> refused = new ConcurrentHashMap<>();
    private final ResultSources results;
    private final BundleTracker<InstalledModule> tracker;

    @Activate
    public InstalledModules(BundleContext context, @Reference ResultSources results) {
        this.results = results;
        this.tracker = new BundleTracker<>(context, Bundle.ACTIVE, this);
        this.tracker.open();
    }

    @Deactivate
    public void stop() {
        tracker.close();
        modules.forEach(InstalledModule::leave);
    }

    @Reference(
            service = AnalyticsModule.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addService(ServiceReference<AnalyticsModule> reference, AnalyticsModule module) {
        services.put(reference, module);
        modules.forEach(this::match);
    }

    void removeService(ServiceReference<AnalyticsModule> reference) {
        services.remove(reference);
        modules.forEach(this::match);
    }

    /** By name, without those that wait behind another of the same name. */
    List<InstalledModule> list() {
        Map<String, InstalledModule> byName = new TreeMap<>();
        modules.forEach(module -> byName.putIfAbsent(module.name(), module));
        return List.copyOf(byName.values());
    }

    Optional<InstalledModule> find(String name) {
        return modules.stream().filter(module -> module.name().equals(name)).findFirst();
    }

    List<String> refused() {
        refused.keySet().removeIf(bundle -> bundle.getState() != Bundle.ACTIVE);
        List<String> reasons = new ArrayList<>(refused.values());
        reasons.sort(Comparator.naturalOrder());
        return reasons;
    }

    @Override
    public InstalledModule addingBundle(Bundle bundle, BundleEvent event) {
        String path = bundle.getHeaders().get(HEADER);
        if (path == null) {
            return null;
        }
        try {
            InstalledModule module = new InstalledModule(bundle, descriptor(bundle, path.strip()));
            find(module.name())
                    .ifPresent(older -> LOG.warn(
                            "Module '{}' of bundle {} waits until bundle {} leaves, which has the same",
                            module.name(),
                            module,
                            older));
            results.open(module.descriptor());
            modules.add(module);
            match(module);
            LOG.info("Module '{}' of bundle {} is there", module.name(), module);
            return module;
        } catch (InvalidDescriptorException | IOException e) {
            refuse(bundle, path, e);
            return null;
        }
    }

    @Override
    public void modifiedBundle(Bundle bundle, BundleEvent event, InstalledModule module) {
        // only active bundles are followed
    }

    @Override
    public void removedBundle(Bundle bundle, BundleEvent event, InstalledModule module) {
        module.leave();
        modules.remove(module);
        if (find(module.name()).isEmpty()) {
            results.close(module.name());
        }
        LOG.info("Module '{}' of bundle {} is gone", module.name(), module);
    }

    /** Both come from one bundle, so that a descriptor never meets the code of another version. */
    private void match(InstalledModule module) {
        module.service(services.entrySet().stream()
                .filter(entry -> module.bundle().equals(entry.getKey().getBundle()))
                .map(Map.Entry::getValue)
                .filter(service -> module.name().equals(nameOf(service)))
                .findFirst()
                .orElse(null));
    }

    private static String nameOf(AnalyticsModule service) {
        try {
            return service.name();
        } catch (RuntimeException e) {
            // foreign code: a module that cannot say its name is as good as missing, and disturbs nobody else
            LOG.warn("Service {} cannot say its name", service.getClass().getName(), e);
            return "";
        }
    }

    private void refuse(Bundle bundle, String path, Exception reason) {
        String text = "Module of bundle %s (%d) was not accepted: %s: %s"
                .formatted(bundle.getSymbolicName(), bundle.getBundleId(), path, reason.getMessage());
        refused.put(bundle, text);
        LOG.warn(text);
    }

    private static ModuleDescriptor descriptor(Bundle bundle, String path)
            throws IOException, InvalidDescriptorException {
        URL entry = bundle.getEntry(path);
        if (entry == null) {
            throw new InvalidDescriptorException("the bundle has no such file");
        }
        try (InputStream json = entry.openStream()) {
            return DescriptorReader.read(json);
        }
    }
}
