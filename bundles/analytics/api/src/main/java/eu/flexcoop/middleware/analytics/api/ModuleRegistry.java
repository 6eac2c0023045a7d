package eu.flexcoop.middleware.analytics.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.tasks.api.Task;

/** The installed modules; queues their runs. Thread-safe. */
@ProviderType
public interface ModuleRegistry {
    /** By name. */
    List<ModuleStatus> list();

    Optional<ModuleStatus> find(String name);

    /** Modules of bundles that are not used, each with file, place and reason. */
    List<String> refused();

    /**
     * Checks the parameters and queues a run; durable when it returns.
     *
     * @param parameters JSON values, or texts that are converted to them, as a shell has them
     * @throws UnknownModuleException if no module has that name
     * @throws ModuleNotReadyException if something that the module needs is missing; nothing is queued then
     * @throws InvalidParametersException if the parameters do not fit the descriptor; nothing is queued then
     */
    Task run(String name, Map<String, Object> parameters);
}
