package eu.flexcoop.middleware.analytics.core.internal;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoCollection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

import eu.flexcoop.middleware.analytics.api.ModuleNotReadyException;
import eu.flexcoop.middleware.analytics.api.ModuleState;
import eu.flexcoop.middleware.analytics.spi.AnalyticsModule;
import eu.flexcoop.middleware.analytics.spi.JobOutcome;
import eu.flexcoop.middleware.analytics.spi.JobRunner;
import eu.flexcoop.middleware.analytics.spi.ResultSink;
import eu.flexcoop.middleware.analytics.spi.SeriesPlan;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.tasks.api.TaskQueue;
import eu.flexcoop.middleware.tasks.spi.TaskContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Bundles with modules, their services, and what of them can be run. */
class InstalledModulesTest {
    private static final ServiceRegistration<?> REGISTRATION =
            Stubs.of(ServiceRegistration.class, Collections.singletonMap("unregister", null));
    private static final BundleContext CONTEXT = Stubs.of(BundleContext.class, Map.of("registerService", REGISTRATION));
    private static final MongoCollection<?> COLLECTION =
            Stubs.of(MongoCollection.class, Collections.singletonMap("withDocumentClass", null));

    private static final TestModules.Planning NO_PLAN = context -> {
        throw new UnsupportedOperationException("not run by this test");
    };

    @TempDir
    Path folder;

    private final JobRunners runners = new JobRunners();
    private final TaskQueue tasks = Stubs.of(TaskQueue.class, Map.of("queues", List.of("default")));
    private TestModules modules;
    private QueuedModuleRegistry registry;

    @BeforeEach
    void open() {
        modules = new TestModules(
                folder, new ResultSources(CONTEXT, Stubs.of(MongoCollections.class, Map.of("open", COLLECTION))));
        registry = new QueuedModuleRegistry(modules.installed(), new ModuleReadiness(tasks, runners), tasks);
    }

    @Test
    void aModuleIsReadyWhenItsServiceAndARunnerForItsKindAreRegistered() {
        modules.install(5, "acme.peak", "peak", "series");
        assertThat(missing("peak")).startsWith("no JobRunner for plans of kind 'series' is registered");

        runners.addRunner(new SeriesRunner(), Map.of());
        assertThat(missing("peak")).startsWith("bundle acme.peak 1.0.0 offers no service AnalyticsModule with name");

        modules.register(5, "peak", NO_PLAN);
        assertThat(registry.list()).singleElement().satisfies(status -> {
            assertThat(status.state()).isEqualTo(ModuleState.READY);
            assertThat(status.missing()).isEmpty();
        });
    }

    @Test
    void aRunOfAKindWithoutRunnerIsRefusedBeforeItIsQueued() {
        modules.install(5, "acme.tariff", "tariff", "hive");
        modules.register(5, "tariff", NO_PLAN);
        runners.addRunner(new SeriesRunner(), Map.of());

        assertThatThrownBy(() -> registry.run("tariff", Map.of()))
                .isInstanceOf(ModuleNotReadyException.class)
                .hasMessage("Module 'tariff' cannot run: no JobRunner for plans of kind 'hive' is registered, "
                        + "there are runners for: series");
    }

    @Test
    void theOlderBundleHasTheNameAndTheYoungerTakesOverWithItsOwnService() {
        modules.install(9, "acme.young", "peak", "series");
        modules.install(5, "acme.old", "peak", "series");
        modules.register(9, "peak", NO_PLAN);
        InstalledModule old = modules.installed().find("peak").orElseThrow();
        assertThat(old).hasToString("acme.old 1.0.0");
        assertThat(old.service()).as("a service of another bundle").isEmpty();
        assertThat(registry.refused()).singleElement().asString().contains("peak belongs to the older bundle acme.old");

        modules.stop(5);

        assertThat(modules.installed().find("peak").orElseThrow()).hasToString("acme.young 1.0.0");
        assertThat(modules.installed().find("peak").orElseThrow().available()).isTrue();
        assertThat(registry.refused()).isEmpty();
    }

    @Test
    void aModuleIsUnavailableOnceItsServiceOrItsBundleIsGone() {
        modules.install(5, "acme.peak", "peak", "series");
        ServiceReference<AnalyticsModule> reference = modules.register(5, "peak", NO_PLAN);
        InstalledModule module = modules.installed().find("peak").orElseThrow();
        assertThat(module.available()).isTrue();

        modules.installed().removeService(reference);
        assertThat(module.available()).isFalse();

        modules.register(5, "peak", NO_PLAN);
        assertThat(module.available()).isTrue();
        modules.stop(5);
        assertThat(module.available()).isFalse();
        assertThat(modules.installed().list()).isEmpty();
    }

    @Test
    void aCorrectedDescriptorIsNoLongerRefused() {
        modules.install(5, "acme.peak", "peak", "spark");
        assertThat(registry.refused()).singleElement().asString().contains("'spark' is not a kind of plan");

        modules.stop(5);
        modules.install(5, "acme.peak", "peak", "series");

        assertThat(registry.refused()).isEmpty();
        assertThat(modules.installed().find("peak")).isPresent();
    }

    private String missing(String name) {
        return registry.find(name).orElseThrow().missing().orElseThrow();
    }

    private static final class SeriesRunner implements JobRunner<SeriesPlan> {
        @Override
        public Class<SeriesPlan> planType() {
            return SeriesPlan.class;
        }

        @Override
        public JobOutcome run(String module, SeriesPlan plan, TaskContext context, ResultSink results) {
            throw new UnsupportedOperationException("not run by this test");
        }
    }
}
