package eu.flexcoop.middleware.analytics.core.internal;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

import eu.flexcoop.middleware.analytics.spi.HivePlan;
import eu.flexcoop.middleware.analytics.spi.JobOutcome;
import eu.flexcoop.middleware.analytics.spi.JobRunner;
import eu.flexcoop.middleware.analytics.spi.ResultRow;
import eu.flexcoop.middleware.analytics.spi.ResultSink;
import eu.flexcoop.middleware.analytics.spi.SeriesFunction;
import eu.flexcoop.middleware.analytics.spi.SeriesInput;
import eu.flexcoop.middleware.analytics.spi.SeriesPlan;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskQueue;
import eu.flexcoop.middleware.tasks.api.TaskState;
import eu.flexcoop.middleware.tasks.spi.TaskCancelledException;
import eu.flexcoop.middleware.tasks.spi.TaskContext;
import eu.flexcoop.middleware.tasks.spi.TaskPostponedException;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Runs of modules, by a job runner that computes nothing. */
@Timeout(60)
@NeedsMongod
class ModuleTaskHandlerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final SeriesPlan PLAN =
            SeriesPlan.of(SeriesInput.of("kwh", Instant.EPOCH, NOW), UnusedFunction.class);
    private static PrivateMongod mongod;

    @TempDir
    Path folder;

    private final List<String> progress = new ArrayList<>();
    private final JobRunners runners = new JobRunners();
    private final Map<String, Integer> framework = Collections.singletonMap("getState", Bundle.ACTIVE);
    private Work work = results ->
            results.accept(ResultRow.with("device_id", "d1").with("n", 1).row());
    private TestModules modules;
    private ModuleTaskHandler handler;

    private interface Work {
        void run(ResultSink results) throws Exception;
    }

    @BeforeAll
    static void startMongod() throws Exception {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stopMongod() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @BeforeEach
    void open() {
        mongod.database().getCollection("result_peak").deleteMany(new Document());
        BundleContext context = Stubs.of(
                BundleContext.class,
                Map.of(
                        "getBundle",
                        Stubs.of(Bundle.class, framework),
                        "registerService",
                        Stubs.of(ServiceRegistration.class, Collections.singletonMap("unregister", null))));
        ResultSources results =
                new ResultSources(context, MongoCollections.of(mongod.client(), PrivateMongod.DATABASE));
        TaskQueue tasks = Stubs.of(TaskQueue.class, Map.of("queues", List.of("default")));
        modules = new TestModules(folder, results);
        ModuleReadiness readiness = new ModuleReadiness(tasks, runners);
        handler = new ModuleTaskHandler(
                context,
                modules.installed(),
                new QueuedModuleRegistry(modules.installed(), readiness, tasks),
                readiness,
                runners,
                results,
                new KnownDevices(),
                new ResultRuns(MongoCollections.of(mongod.client(), PrivateMongod.DATABASE)));
        runners.addRunner(new FixedRunner(), Map.of());
        modules.install(5, "acme.peak", "peak", "series");
    }

    @Test
    void theResultsOfAPlanAreStoredAndCounted() throws Exception {
        modules.register(5, "peak", context -> PLAN);

        handler.run(new Running());

        assertThat(mongod.database().getCollection("result_peak").find().first())
                .containsEntry("device_id", "d1")
                .containsEntry("n", 1L)
                .containsEntry("task_id", "task-1");
        assertThat(progress).singleElement().asString().startsWith("1 results from 3 points in 2 groups, ");
    }

    @Test
    void aPlanOfAnotherKindThanDeclaredFailsTheTask() {
        modules.register(5, "peak", context -> new HivePlan("peak.hql", Map.of()));

        assertThatThrownBy(() -> handler.run(new Running()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Module 'peak' of bundle acme.peak 1.0.0 made a plan of kind 'hive', "
                        + "but key 'plan' of its descriptor says 'series'");
    }

    @Test
    void aModuleThatIsMissingOrLacksSomethingPostponesTheTask() {
        assertThatThrownBy(() -> handler.run(new Running()))
                .isInstanceOf(TaskPostponedException.class)
                .hasMessageContaining("offers no service AnalyticsModule");

        modules.stop(5);

        assertThatThrownBy(() -> handler.run(new Running()))
                .isInstanceOf(TaskPostponedException.class)
                .hasMessage("Module 'peak' is not installed");
    }

    @Test
    void aModuleThatIsStoppedWhileItRunsCancelsItsTask() {
        modules.register(5, "peak", context -> PLAN);
        work = results -> {
            modules.stop(5);
            throw new TaskCancelledException("cancelled");
        };

        assertThatThrownBy(() -> handler.run(new Running()))
                .isInstanceOf(TaskCancelledException.class)
                .hasMessage("Module 'peak' of bundle acme.peak 1.0.0 was stopped while it ran");
        assertThat(mongod.database().getCollection("result_peak").countDocuments())
                .isZero();
    }

    /** Hands over what the test says. */
    private final class FixedRunner implements JobRunner<SeriesPlan> {
        @Override
        public Class<SeriesPlan> planType() {
            return SeriesPlan.class;
        }

        @Override
        public JobOutcome run(String module, SeriesPlan plan, TaskContext context, ResultSink results)
                throws Exception {
            work.run(results);
            return new JobOutcome(3, 2, 1, Map.of());
        }
    }

    /** Stands for the class that a plan names. */
    private abstract static class UnusedFunction implements SeriesFunction {}

    private final class Running implements TaskContext {
        @Override
        public Task task() {
            return new Task(
                    "task-1",
                    "default",
                    "module",
                    "peak",
                    Map.of(),
                    TaskState.RUNNING,
                    NOW,
                    Optional.of(NOW),
                    Optional.empty(),
                    0,
                    "",
                    1);
        }

        @Override
        public void progress(double fraction, String message) {
            progress.add(message);
        }

        @Override
        public boolean cancelRequested() {
            return false;
        }
    }
}
