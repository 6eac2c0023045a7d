package eu.flexcoop.middleware.analytics.core.internal;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.stream.Stream;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.analytics.spi.AnalyticsModule;
import eu.flexcoop.middleware.extension.api.BundleFile;
import eu.flexcoop.middleware.extension.api.BundleFiles;
import eu.flexcoop.middleware.extension.api.FileRefusedException;
import eu.flexcoop.middleware.extension.api.FileStatus;
import eu.flexcoop.middleware.extension.api.HeaderTracker;
import eu.flexcoop.middleware.resources.api.SchemaCompiler;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.QuarterHourField;

/** Follows bundles whose manifest has the header {@code Flexcoop-Module}, and the services {@link AnalyticsModule} they register. */
@Component(service = InstalledModules.class, immediate = true)
public final class InstalledModules {
    static final String HEADER = "Flexcoop-Module";
    private static final Logger LOG = LoggerFactory.getLogger(InstalledModules.class);

    private final Map<ServiceReference<AnalyticsModule>, AnalyticsModule> services = new ConcurrentHashMap<>();
    private final BundleFiles<InstalledModule> modules;
    private final Optional<HeaderTracker<InstalledModule>> tracker;
    private final Optional<LastGoodModules> lastGood;

    @Activate
    public InstalledModules(BundleContext context, @Reference ResultSources results, @Reference SchemaCompiler schemas)
            throws IOException {
        LastGoodModules copies =
                new LastGoodModules(context.getDataFile("last-good").toPath());
        copies.clean(id -> context.getBundle(id) != null);
        this.lastGood = Optional.of(copies);
        this.modules = modules(context::getBundle, results, schemas);
        this.tracker = Optional.of(new HeaderTracker<>(context, HEADER, modules));
        this.tracker.get().open();
    }

    /** For tests, which add bundles by themselves. */
    InstalledModules(LongFunction<Bundle> bundles, ResultSources results, SchemaCompiler schemas) {
        this.lastGood = Optional.empty();
        this.modules = modules(bundles, results, schemas);
        this.tracker = Optional.empty();
    }

    private BundleFiles<InstalledModule> modules(
            LongFunction<Bundle> bundles, ResultSources results, SchemaCompiler schemas) {
        DescriptorReader reader = new DescriptorReader(schemas);
        return new BundleFiles<>(
                "Module",
                file -> Optional.of(read(bundles.apply(file.bundleId()), file, reader)),
                module -> List.of(module.name()),
                new BundleFiles.Listener<>() {
                    @Override
                    public void published(FileStatus<InstalledModule> status) {
                        InstalledModule module = status.value().orElseThrow();
                        module.publish();
                        match(module);
                        results.tryOpen(module.descriptor());
                        warnOfUnknownMetrics(module);
                    }

                    @Override
                    public void withdrawn(FileStatus<InstalledModule> status) {
                        InstalledModule module = status.value().orElseThrow();
                        module.withdraw();
                        results.close(module.name());
                    }
                });
    }

    private InstalledModule read(Bundle bundle, BundleFile file, DescriptorReader reader)
            throws IOException, FileRefusedException {
        try {
            InstalledModule module = new InstalledModule(bundle, reader.read(file));
            lastGood.ifPresent(copies -> copies.accepted(bundle));
            return module;
        } catch (FileRefusedException e) {
            String reason = "Module %s of bundle %s (%d) is refused: %s; the version before stays in use"
                    .formatted(file.path(), file.bundle(), file.bundleId(), e.getMessage());
            if (lastGood.isPresent() && lastGood.get().restore(bundle, reason)) {
                throw new FileRefusedException(e.getMessage() + "; the bundle is put back to the version before");
            }
            throw e;
        }
    }

    @Deactivate
    public void stop() {
        tracker.ifPresent(HeaderTracker::close);
        lastGood.ifPresent(LastGoodModules::close);
    }

    @Reference(
            service = AnalyticsModule.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    void addService(ServiceReference<AnalyticsModule> reference, AnalyticsModule module) {
        services.put(reference, module);
        matchAll();
    }

    void removeService(ServiceReference<AnalyticsModule> reference) {
        services.remove(reference);
        matchAll();
    }

    /** What the bundles brought. */
    BundleFiles<InstalledModule> files() {
        return modules;
    }

    /** By name. */
    List<InstalledModule> list() {
        return modules.published().stream()
                .sorted(Comparator.comparing(InstalledModule::name))
                .toList();
    }

    Optional<InstalledModule> find(String name) {
        return modules.find(name);
    }

    /** Why modules of bundles are not used. */
    List<String> refused() {
        Stream<String> present = modules.all().stream()
                .filter(status -> status.state() != FileStatus.State.PUBLISHED)
                .map(modules::describe);
        return Stream.concat(present, lastGood.stream().flatMap(copies -> copies.refused().stream()))
                .toList();
    }

    /** Not an error, because VENs may report metrics under names of their own; mostly it is a misspelt name. */
    private static void warnOfUnknownMetrics(InstalledModule module) {
        List<String> known = MetricCatalogue.collections().stream()
                .flatMap(collection -> MetricCatalogue.longTermFields(collection).stream())
                .map(QuarterHourField::name)
                .toList();
        module.descriptor().inputs().stream()
                .filter(metric -> !known.contains(metric))
                .forEach(metric -> LOG.warn(
                        "Module '{}' reads metric '{}', which is not one of the platform's, so it finds values only of "
                                + "VENs that report this name; the platform's are {}",
                        module.name(),
                        metric,
                        String.join(", ", known)));
    }

    private void matchAll() {
        modules.published().forEach(this::match);
    }

    /** Descriptor and service come from one bundle, so that a descriptor is never used with the code of another version. */
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
            // foreign code: a module whose name() throws is treated as missing and affects no other
            LOG.warn("Service {} does not return its name", service.getClass().getName(), e);
            return "";
        }
    }
}
