package eu.flexcoop.middleware.analytics.core.internal;

import java.util.Map;
import java.util.Optional;

import org.bson.Document;
import org.bson.types.ObjectId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.analytics.api.ModuleRegistry;
import eu.flexcoop.middleware.analytics.api.RunRefusedException;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceCommands;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.tasks.api.Task;

/**
 * Runs of modules over REST, as {@code analytics:task}: GET shows the tasks, POST with {@code subject} (the module) and {@code
 * parameters} runs one.
 */
@Component(service = ResourceSource.class)
public final class ModuleTaskSource extends MongoSource implements SourceCommands {
    private final ModuleRegistry modules;

    @Activate
    public ModuleTaskSource(@Reference ModuleRegistry modules, @Reference MongoCollections mongo) {
        super(
                "analytics:task",
                mongo.database().getCollection("task"),
                OwnerFields.platform(),
                new Document("type", ModuleTaskHandler.TYPE));
        this.modules = modules;
    }

    @Override
    public Optional<SourceCommands> commands() {
        return Optional.of(this);
    }

    @Override
    public Map<String, Object> create(Caller caller, Document body) {
        if (!caller.isPrivileged()) {
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
