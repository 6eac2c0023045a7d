package eu.flexcoop.middleware.tasks.core.internal;

import java.util.Map;
import java.util.Optional;

import org.bson.Document;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.SourceCommands;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.tasks.api.SubmissionRefusedException;
import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.spi.TaskHandler;

/**
 * Tasks of one type over REST, as {@code tasks:<type>}: GET shows them, POST with {@code subject} and {@code parameters} has the
 * handler of the type submit one, for services and operators.
 */
final class TaskTypeSource extends MongoSource implements SourceCommands {
    private final TaskHandler handler;

    TaskTypeSource(TaskCollection tasks, String type, TaskHandler handler) {
        super("tasks:" + type, tasks.documents(), OwnerFields.platform(), new Document(TaskFields.TYPE, type));
        this.handler = handler;
    }

    @Override
    public Optional<SourceCommands> commands() {
        return Optional.of(this);
    }

    @Override
    public Map<String, Object> create(Caller caller, Document body) {
        if (!caller.isPrivileged()) {
            throw new SubmissionRefusedException(
                    "A caller with role '%s' may not submit tasks"
                            .formatted(caller.role().key()),
                    "Use a token of role service or admin.");
        }
        String subject = body.getString(TaskFields.SUBJECT);
        Document parameters = body.get(TaskFields.PARAMETERS, Document.class);
        Task task = handler.submit(subject == null ? "" : subject, parameters == null ? Map.of() : parameters);
        return Map.of(
                TaskFields.ID,
                new ObjectId(task.id()),
                TaskFields.SUBJECT,
                task.subject(),
                TaskFields.PARAMETERS,
                task.parameters(),
                TaskFields.STATE,
                task.state().key());
    }
}
