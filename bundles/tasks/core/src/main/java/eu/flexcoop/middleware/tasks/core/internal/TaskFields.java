package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskState;

/** The document of collection {@code task}: its fields, and how a {@link Task} is read from it. */
final class TaskFields {
    static final String COLLECTION = "task";

    static final String ID = "_id";
    static final String QUEUE = "queue";
    static final String TYPE = "type";
    static final String SUBJECT = "subject";
    static final String PARAMETERS = "parameters";
    static final String STATE = "state";
    static final String CREATED = DocumentFields.CREATED;
    static final String UPDATED = DocumentFields.UPDATED;
    static final String STARTED_AT = "started_at";
    static final String ENDED_AT = "ended_at";
    static final String PROGRESS = "progress";
    static final String MESSAGE = "message";
    static final String ATTEMPTS = "attempts";
    /** The worker that runs the task or ran it last. */
    static final String WORKER = "worker";
    /** Rises with each claim, also with those that end in a postponement; with the worker it identifies one run. */
    static final String CLAIM = "claim";
    /** By the clock of the database server, so that the clocks of the workers need not agree. */
    static final String LEASE_EXPIRES_AT = "lease_expires_at";

    static final String CANCEL_REQUESTED = "cancel_requested";
    /** Present while the message that announces the task is in the outbox; a new id each time it is put there. */
    static final String OUTBOX_ID = "outbox_id";

    static final String PUBLISHED_AT = "published_at";
    /** How often its message was published again since the task was queued, because the broker had it no longer. */
    static final String REPUBLICATIONS = "republications";
    /** The message of a postponed task is not published before. */
    static final String NOT_BEFORE = "not_before";
    /** Since when the task has been postponed without a break. */
    static final String POSTPONED_AT = "postponed_at";

    /** True if it failed without being started, because its message was given up. */
    static final String GIVEN_UP = "given_up";

    private TaskFields() {}

    static Document queued(String queue, String type, String subject, Map<String, Object> parameters, Instant now) {
        return new Document(ID, new ObjectId())
                .append(QUEUE, queue)
                .append(TYPE, type)
                .append(SUBJECT, subject)
                .append(PARAMETERS, new Document(parameters))
                .append(STATE, TaskState.QUEUED.key())
                .append(CREATED, Date.from(now))
                .append(UPDATED, Date.from(now))
                .append(PROGRESS, 0.0)
                .append(MESSAGE, "")
                .append(ATTEMPTS, 0)
                .append(CLAIM, 0)
                .append(OUTBOX_ID, new ObjectId());
    }

    static Task task(Document document) {
        return new Task(
                document.getObjectId(ID).toHexString(),
                document.getString(QUEUE),
                document.getString(TYPE),
                document.getString(SUBJECT),
                document.get(PARAMETERS, Document.class),
                TaskState.of(document.getString(STATE)),
                document.getDate(CREATED).toInstant(),
                instant(document, STARTED_AT),
                instant(document, ENDED_AT),
                document.getDouble(PROGRESS),
                document.getString(MESSAGE),
                document.getInteger(ATTEMPTS));
    }

    static Optional<Instant> instant(Document document, String field) {
        return Optional.ofNullable(document.getDate(field)).map(Date::toInstant);
    }
}
