package eu.flexcoop.middleware.resources.rest.internal.changes;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;

import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.http.api.HttpStream;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.StoredDocument;

/**
 * One client's view of the changes: of its rows, with the fields that it sees. A document that enters its rows is new to it and one that
 * leaves them is gone. Thread-safe.
 */
final class ChangeSubscription implements ChangeFeed.Subscriber {
    private static final long RETRY_MILLIS = 3000;
    private static final int MOST_PENDING = 10_000;

    private final OpenResource resource;
    private final Predicate<BsonDocument> rows;
    private final ShownFields fields;
    private final DateText dates;
    private final StoredDocument writer;
    /** Changes that come from the feed before those before them were sent. */
    private final Deque<Change> pending = new ArrayDeque<>();

    private boolean waiting = true;
    private String sentUpTo = "";
    private HttpStream stream;

    ChangeSubscription(OpenResource resource, Predicate<BsonDocument> rows, ShownFields fields, RestSettings settings) {
        this.resource = resource;
        this.rows = rows;
        this.fields = fields;
        this.dates = settings.dates();
        this.writer = new StoredDocument(resource, settings);
    }

    OpenResource resource() {
        return resource;
    }

    /** Begins to send; changes wait until {@link #caughtUp}. */
    synchronized void open(HttpStream to) {
        stream = to;
        stream.send(EventText.beginning(RETRY_MILLIS));
    }

    @Override
    public synchronized void changed(Change change) {
        if (!waiting) {
            deliver(change);
        } else if (pending.size() < MOST_PENDING) {
            pending.add(change);
        } else {
            ended("There are too many changes at the moment");
        }
    }

    @Override
    public synchronized void reached(BsonDocument token) {
        if (!waiting && token != null) {
            moveOn(Change.position(token));
        }
    }

    /** Sends what has waited; from now on changes are sent as they come. */
    synchronized void caughtUp() {
        waiting = false;
        pending.forEach(this::deliver);
        pending.clear();
    }

    private void moveOn(String position) {
        if (position.compareTo(sentUpTo) > 0) {
            sentUpTo = position;
        }
    }

    /** A change of the past or the present; one that was sent before is left out. */
    synchronized void deliver(Change change) {
        if (change.position().compareTo(sentUpTo) <= 0) {
            return;
        }
        moveOn(change.position());
        boolean was = change.before() != null && rows.test(change.before());
        boolean is = change.after() != null && rows.test(change.after());
        if (is) {
            RawBsonDocument shown = fields.of(change.after());
            stream.send(EventText.document(was ? "update" : "insert", change.token(), shown, writer));
        } else if (was) {
            stream.send(EventText.event("delete", change.position(), key(change)));
        }
    }

    private String key(Change change) {
        String idField = resource.definition().item().idField();
        Document key = new Document("_id", value(change.id()));
        if (!idField.equals("_id") && change.before().containsKey(idField)) {
            key.put(idField, value(change.before().get(idField)));
        }
        byte[] json = Json.write(64, out -> Json.write(out, key, dates));
        return new String(json, StandardCharsets.UTF_8);
    }

    private static Object value(BsonValue value) {
        return switch (value.getBsonType()) {
            case OBJECT_ID -> value.asObjectId().getValue();
            case STRING -> value.asString().getValue();
            case INT32 -> value.asInt32().getValue();
            case INT64 -> value.asInt64().getValue();
            case DOUBLE -> value.asDouble().getValue();
            default -> value.toString();
        };
    }

    synchronized boolean isBehind() {
        return stream.isBehind();
    }

    /** @return false if the client is gone */
    synchronized boolean heartbeat() {
        return stream == null || stream.send(EventText.heartbeat(waiting ? "" : sentUpTo));
    }

    @Override
    public synchronized void ended(String reason) {
        pending.clear();
        if (stream != null) {
            stream.send(EventText.end(reason));
            stream.end();
        }
    }
}
