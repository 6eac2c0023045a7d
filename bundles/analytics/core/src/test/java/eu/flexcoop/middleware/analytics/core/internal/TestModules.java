package eu.flexcoop.middleware.analytics.core.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;

import eu.flexcoop.middleware.analytics.spi.AnalyticsModule;
import eu.flexcoop.middleware.analytics.spi.ModuleContext;
import eu.flexcoop.middleware.analytics.spi.Plan;
import eu.flexcoop.middleware.resources.core.internal.parsing.CerberusSchemaCompiler;

/** Bundles with modules, without a container. */
final class TestModules {
    private final Path folder;
    private final Map<Long, Bundle> bundles = new HashMap<>();
    private final InstalledModules installed;

    /** What a module of a test plans. */
    interface Planning {
        Plan plan(ModuleContext context);
    }

    /** @param folder for the descriptors */
    TestModules(Path folder, ResultSources results) {
        this.folder = folder;
        this.installed = new InstalledModules(bundles::get, results, new CerberusSchemaCompiler());
    }

    InstalledModules installed() {
        return installed;
    }

    /** As if a bundle with that descriptor became active. */
    void install(long id, String bundle, String name, String plan) {
        bundles.put(
                id,
                Stubs.of(Bundle.class, Map.of("getSymbolicName", bundle, "getVersion", Version.parseVersion("1.0.0"))));
        Path file = folder.resolve(bundle + ".json");
        try {
            Files.writeString(
                    file,
                    """
                    {"name": "%s", "title": "A test", "inputs": ["kwh"], "output": {"key": ["device_id"]}, "plan": "%s"}
                    """
                            .formatted(name, plan));
            installed.files().add(bundle, id, List.of(file.toUri().toURL()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As if the bundle stopped. */
    void stop(long id) {
        installed.files().remove(id);
    }

    /** As if the component of the module were satisfied. */
    ServiceReference<AnalyticsModule> register(long bundle, String name, Planning planning) {
        ServiceReference<AnalyticsModule> reference = reference(bundles.get(bundle));
        installed.addService(reference, new AnalyticsModule() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Plan plan(ModuleContext context) {
                return planning.plan(context);
            }
        });
        return reference;
    }

    @SuppressWarnings("unchecked") // a stub has no type arguments
    private static ServiceReference<AnalyticsModule> reference(Bundle bundle) {
        return Stubs.of(ServiceReference.class, Map.of("getBundle", bundle));
    }
}
