package eu.flexcoop.middleware.analytics.core.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.analytics.api.ModuleNotReadyException;
import eu.flexcoop.middleware.analytics.api.ModuleRegistry;
import eu.flexcoop.middleware.analytics.api.ModuleState;
import eu.flexcoop.middleware.analytics.api.ModuleStatus;
import eu.flexcoop.middleware.analytics.api.UnknownModuleException;
import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskQueue;

/** Queues runs of modules as tasks of type {@code module}. */
@Component(service = ModuleRegistry.class)
public final class QueuedModuleRegistry implements ModuleRegistry {
    private final InstalledModules modules;
    private final ModuleReadiness readiness;
    private final TaskQueue tasks;

    @Activate
    public QueuedModuleRegistry(
            @Reference InstalledModules modules, @Reference ModuleReadiness readiness, @Reference TaskQueue tasks) {
        this.modules = modules;
        this.readiness = readiness;
        this.tasks = tasks;
    }

    @Override
    public List<ModuleStatus> list() {
        return modules.list().stream().map(this::status).toList();
    }

    @Override
    public Optional<ModuleStatus> find(String name) {
        return modules.find(name).map(this::status);
    }

    @Override
    public List<String> refused() {
        return modules.refused();
    }

    @Override
    public Task run(String name, Map<String, Object> parameters) {
        InstalledModule module = modules.find(name)
                .orElseThrow(() -> new UnknownModuleException(
                        name, modules.list().stream().map(InstalledModule::name).toList()));
        Map<String, Object> checked = module.parameters().check(module.name(), parameters);
        readiness.missing(module).ifPresent(missing -> {
            throw new ModuleNotReadyException(name, missing);
        });
        return tasks.submit(module.descriptor().queue(), ModuleTaskHandler.TYPE, name, checked);
    }

    private ModuleStatus status(InstalledModule module) {
        Optional<String> missing = readiness.missing(module);
        ModuleState state =
                missing.isPresent() ? ModuleState.DECLARED : module.running() ? ModuleState.RUNNING : ModuleState.READY;
        return new ModuleStatus(module.descriptor(), state, module.toString(), missing);
    }
}
