package eu.flexcoop.middleware.resources.rest.internal.changes;

import java.nio.charset.StandardCharsets;

import org.bson.BsonDocument;
import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.store.StoredDocument;

/** Server-Sent Events, as the HTML standard has them. */
final class EventText {
    private EventText() {}

    /** A document as it is now; data on one line, since JSON has no line feeds of its own. */
    static byte[] document(String event, BsonDocument token, RawBsonDocument shown, StoredDocument writer) {
        byte[] json = Json.write(512, out -> {
            writer.open(out, shown);
            out.writeEndObject();
        });
        return event(event, Change.position(token), new String(json, StandardCharsets.UTF_8));
    }

    static byte[] event(String event, String id, String json) {
        return "id: %s\nevent: %s\ndata: %s\n\n".formatted(id, event, json).getBytes(StandardCharsets.UTF_8);
    }

    /** The first bytes: how long a client waits before it comes again, in milliseconds. */
    static byte[] beginning(long retryMillis) {
        return "retry: %d\n\n".formatted(retryMillis).getBytes(StandardCharsets.UTF_8);
    }

    /** Moves the client on, without an event. */
    static byte[] heartbeat(String id) {
        return (id.isEmpty() ? ": heartbeat\n\n" : "id: %s\n: heartbeat\n\n".formatted(id))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** The last event. */
    static byte[] end(String reason) {
        byte[] json = Json.write(64, out -> {
            out.writeStartObject();
            out.writeStringField("reason", reason);
            out.writeEndObject();
        });
        return "event: end\ndata: %s\n\n"
                .formatted(new String(json, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
    }
}
