package eu.flexcoop.middleware.tasks.core.internal;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

import eu.flexcoop.middleware.tasks.spi.TaskHandler;

/** The task handlers that are registered now; the first of a type runs its tasks. */
@Component(service = TaskHandlers.class)
public final class TaskHandlers {
    private final List<TaskHandler> handlers = new CopyOnWriteArrayList<>();

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addHandler(TaskHandler handler) {
        handlers.add(handler);
    }

    void removeHandler(TaskHandler handler) {
        handlers.remove(handler);
    }

    Optional<TaskHandler> find(String type) {
        return handlers.stream().filter(handler -> handler.type().equals(type)).findFirst();
    }

    List<String> types() {
        return handlers.stream().map(TaskHandler::type).distinct().sorted().toList();
    }
}
