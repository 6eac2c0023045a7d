package eu.flexcoop.middleware.tasks.core.internal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

import eu.flexcoop.middleware.extension.api.Whiteboard;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.tasks.spi.TaskHandler;

/** Registers a source {@code tasks:<type>} for each type of task that has a handler. */
@Component(service = TaskSources.class, immediate = true)
public final class TaskSources {
    private final BundleContext context;
    private final TaskCollection tasks;
    private final Map<String, ServiceRegistration<ResourceSource>> sources = new ConcurrentHashMap<>();
    private final Whiteboard<String, TaskHandler> handlers =
            new Whiteboard<>("Task handler", TaskHandler::type, this::changed);

    @Activate
    public TaskSources(BundleContext context, @Reference TaskCollection tasks) {
        this.context = context;
        this.tasks = tasks;
    }

    @Deactivate
    public void stop() {
        sources.keySet().forEach(this::unregister);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addHandler(TaskHandler handler, Map<String, ?> properties) {
        handlers.add(handler, properties);
    }

    void removeHandler(TaskHandler handler) {
        handlers.remove(handler);
    }

    private void changed(String type, Optional<TaskHandler> before, Optional<TaskHandler> now) {
        unregister(type);
        now.ifPresent(handler -> sources.put(
                type, context.registerService(ResourceSource.class, new TaskTypeSource(tasks, type, handler), null)));
    }

    private void unregister(String type) {
        ServiceRegistration<ResourceSource> source = sources.remove(type);
        if (source != null) {
            source.unregister();
        }
    }
}
