package eu.flexcoop.middleware.analytics.core.internal;

import java.util.Map;

import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.analytics.api.ModuleRegistry;
import eu.flexcoop.middleware.analytics.api.RunRefusedException;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.tasks.api.Task;

/**
 * Runs of modules over REST, as {@code analytics:task}: GET shows the tasks, POST with {@code subject} (the module) and {@code
 * parameters} runs one.
 */
@Component(service = ResourceSource.class)
public final class ModuleTaskSource implements ResourceSource {
    private final ModuleRegistry modules;

    @Activate
    public ModuleTaskSource(@Reference ModuleRegistry modules) {
        this.modules = modules;
    }

    @Override
    public String name() {
        return "analytics:task";
    }

    @Override
    public String collection() {
        return "task";
    }

    @Override
    public Bson filter() {
        return new Document("type", ModuleTaskHandler.TYPE);
    }

    @Override
    public Map<String, Object> create(Caller caller, Document body) {
        if (caller.role() != Role.SERVICE && caller.role() != Role.ADMIN) {
            throw new RunRefusedException(caller.role().key());
        }
        String module = body.getString(body.containsKey("module") ? "module" : "subject");
        Document parameters = body.get("parameters", Document.class);
        Task task = modules.run(module == null ? "" : module, parameters == null ? Map.of() : parameters);
        return Map.of(
                "_id",
                new ObjectId(task.id()),
                "subject",
                task.subject(),
                "parameters",
                task.parameters(),
                "state",
                task.state().key());
    }
}
