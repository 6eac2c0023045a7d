package eu.flexcoop.middleware.analytics.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.tasks.api.Task;

/** Knows the installed modules and queues their runs. Thread-safe. */
@ProviderType
public interface ModuleRegistry {
    /** By name. */
    List<ModuleStatus> list();

    Optional<ModuleStatus> find(String name);

    /** Bundles that wanted to bring a module and could not, each with file, place and reason. */
    List<String> refused();

    /**
     * Checks the parameters and queues a run; durable when it returns.
     *
     * @param parameters JSON values, or texts that stand for them as a shell gives them
     * @throws UnknownModuleException if no module has that name
     * @throws ModuleNotReadyException if something is missing that the module needs
     * @throws InvalidParametersException if the parameters do not fit the descriptor; nothing is queued then
     */
    Task run(String name, Map<String, Object> parameters);
}
