package eu.flexcoop.middleware.analytics.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.analytics.api.ModuleRegistry;
import eu.flexcoop.middleware.analytics.spi.JobOutcome;
import eu.flexcoop.middleware.analytics.spi.JobRunner;
import eu.flexcoop.middleware.analytics.spi.ModuleContext;
import eu.flexcoop.middleware.analytics.spi.Parameters;
import eu.flexcoop.middleware.analytics.spi.Plan;
import eu.flexcoop.middleware.analytics.spi.PlanKind;
import eu.flexcoop.middleware.analytics.spi.ResultSink;
import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.spi.TaskCancelledException;
import eu.flexcoop.middleware.tasks.spi.TaskContext;
import eu.flexcoop.middleware.tasks.spi.TaskHandler;
import eu.flexcoop.middleware.tasks.spi.TaskPostponedException;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;

/** Runs modules: has the module plan, a job runner run the plan, and the results stored. What a module throws is the outcome of its task. */
@Component(service = TaskHandler.class)
public final class ModuleTaskHandler implements TaskHandler {
    static final String TYPE = "module";

    private final Bundle framework;
    private final InstalledModules modules;
    private final ModuleRegistry registry;
    private final ModuleReadiness readiness;
    private final JobRunners runners;
    private final ResultSources sources;
    private final DeviceDirectory devices;
    private final ResultRuns runs;

    @Activate
    public ModuleTaskHandler(
            BundleContext context,
            @Reference InstalledModules modules,
            @Reference ModuleRegistry registry,
            @Reference ModuleReadiness readiness,
            @Reference JobRunners runners,
            @Reference ResultSources sources,
            @Reference DeviceDirectory devices,
            @Reference ResultRuns runs) {
        this.framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        this.modules = modules;
        this.registry = registry;
        this.readiness = readiness;
        this.runners = runners;
        this.sources = sources;
        this.devices = devices;
        this.runs = runs;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public void run(TaskContext context) throws Exception {
        InstalledModule module = ready(context.task().subject());
        try (InstalledModule.Run run = module.begin()) {
            run(module, context);
        } catch (TaskCancelledException e) {
            if (context.cancelRequested() || module.available()) {
                throw e;
            }
            throw moduleStopped(module, e);
        }
    }

    @Override
    public Task submit(String subject, Map<String, Object> parameters) {
        return registry.run(subject, parameters);
    }

    private InstalledModule ready(String name) throws TaskPostponedException {
        InstalledModule module = modules.find(name)
                .orElseThrow(() -> new TaskPostponedException("Module '%s' is not installed".formatted(name)));
        String missing = readiness.missing(module).orElse(null);
        if (missing != null) {
            throw new TaskPostponedException("Module '%s' cannot run: %s".formatted(name, missing));
        }
        return module;
    }

    private void run(InstalledModule module, TaskContext context) throws Exception {
        Instant began = Instant.now();
        Task task = context.task();
        // checked again because another version of the module may have been installed since
        Parameters parameters = new Parameters(module.parameters().check(module.name(), task.parameters()));
        PlanKind kind = module.descriptor().plan();
        JobRunner<?> runner = runners.find(kind)
                .orElseThrow(() -> new TaskPostponedException(
                        "The JobRunner for plans of kind '%s' was just withdrawn".formatted(kind.key())));
        Plan plan = module.service()
                .orElseThrow(
                        () -> new TaskPostponedException("Module '%s' was just withdrawn".formatted(module.name())))
                .plan(new ModuleContext(task.id(), parameters, began));
        if (plan.kind() != kind) {
            throw new IllegalStateException(
                    "Module '%s' of bundle %s made a plan of kind '%s', but key 'plan' of its descriptor says '%s'"
                            .formatted(module.name(), module, plan.kind().key(), kind.key()));
        }

        StoredResults results = new StoredResults(
                module.descriptor(), sources.open(module.descriptor()), devices, runs, task.id(), began);
        JobOutcome outcome = run(runner, module, plan, new ModuleTaskContext(module, context), results);
        results.end();
        results.warnOfUnknownDevices();
        context.progress(
                1,
                "%d results from %d points in %d groups, %.1f s"
                        .formatted(
                                outcome.rows(),
                                outcome.points(),
                                outcome.groups(),
                                Duration.between(began, Instant.now()).toMillis() / 1000.0));
    }

    private static <P extends Plan> JobOutcome run(
            JobRunner<P> runner, InstalledModule module, Plan plan, TaskContext context, ResultSink results)
            throws Exception {
        return runner.run(module.name(), runner.planType().cast(plan), context, results);
    }

    /** If the whole middleware stops, the task runs again after the next start. */
    private Exception moduleStopped(InstalledModule module, TaskCancelledException cause) {
        if (framework.getState() == Bundle.STOPPING) {
            return new TaskPostponedException("The middleware was stopped, the task is queued again");
        }
        TaskCancelledException stopped = new TaskCancelledException(
                "Module '%s' of bundle %s was stopped while it ran".formatted(module.name(), module));
        stopped.initCause(cause);
        return stopped;
    }

    /** Also requests a stop when the module is withdrawn. */
    private record ModuleTaskContext(InstalledModule module, TaskContext context) implements TaskContext {
        @Override
        public Task task() {
            return context.task();
        }

        @Override
        public void progress(double fraction, String message) {
            context.progress(fraction, message);
        }

        @Override
        public boolean cancelRequested() {
            return context.cancelRequested() || !module.available();
        }
    }
}
