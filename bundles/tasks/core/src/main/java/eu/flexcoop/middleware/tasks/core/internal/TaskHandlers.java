package eu.flexcoop.middleware.tasks.core.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

import eu.flexcoop.middleware.extension.api.Whiteboard;
import eu.flexcoop.middleware.tasks.spi.TaskHandler;

/** The registered task handlers, one per type of task. */
@Component(service = TaskHandlers.class)
public final class TaskHandlers {
    private final Whiteboard<String, TaskHandler> handlers = new Whiteboard<>("Task handler", TaskHandler::type);

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addHandler(TaskHandler handler, Map<String, ?> properties) {
        handlers.add(handler, properties);
    }

    void removeHandler(TaskHandler handler) {
        handlers.remove(handler);
    }

    Optional<TaskHandler> find(String type) {
        return handlers.find(type);
    }

    List<String> types() {
        return handlers.active().keySet().stream().sorted().toList();
    }
}
