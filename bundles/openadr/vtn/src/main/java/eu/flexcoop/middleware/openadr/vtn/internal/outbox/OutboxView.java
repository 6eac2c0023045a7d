package eu.flexcoop.middleware.openadr.vtn.internal.outbox;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;

import org.bson.BsonObjectId;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.SweptView;

/** When the messages in the outboxes are due, in memory, for the VENs that have any. */
final class OutboxView extends SweptView<ObjectId> {
    /** @param id null while this node has put the message in and not read it yet */
    record Waiting(ObjectId id, Instant dueAt, String offer, int deliveries) {
        boolean isOlderThan(Waiting other) {
            int order = offer.compareTo(other.offer);
            return order < 0 || order == 0 && deliveries < other.deliveries;
        }
    }

    /** VEN → kind of message → state; the inner maps are never changed, only replaced. */
    private final ConcurrentMap<String, Map<String, Waiting>> waiting = new ConcurrentHashMap<>();

    private final ConcurrentMap<ObjectId, String> vens = new ConcurrentHashMap<>();

    @Override
    public void put(Document message) {
        ObjectId id = message.getObjectId("_id");
        String ven = message.getString(DocumentFields.VEN_ID);
        Waiting state = new Waiting(
                id,
                Documents.instant(message, StoredVenOutbox.DUE),
                message.getString(StoredVenOutbox.OFFER),
                Documents.number(message, StoredVenOutbox.DELIVERIES));
        found(id);
        vens.put(id, ven);
        replace(ven, messages -> {
            messages.merge(message.getString(StoredVenOutbox.KIND), state, (a, b) -> b.isOlderThan(a) ? a : b);
            return messages;
        });
    }

    /** This node put a message in; known at once, and whole when the change arrives. */
    void offered(String ven, String kind, String offer, Instant now) {
        replace(ven, messages -> {
            Waiting before = messages.get(kind);
            messages.put(kind, new Waiting(before == null ? null : before.id(), now, offer, 0));
            return messages;
        });
    }

    @Override
    public void remove(BsonValue id) {
        drop(((BsonObjectId) id).getValue());
    }

    @Override
    protected void drop(ObjectId id) {
        String ven = vens.remove(id);
        if (ven != null) {
            replace(ven, messages -> {
                messages.values().removeIf(message -> id.equals(message.id()));
                return messages;
            });
        }
    }

    /** This node removed all messages of the VEN. */
    void cleared(String ven) {
        waiting.remove(ven);
    }

    private void replace(String ven, UnaryOperator<Map<String, Waiting>> change) {
        waiting.compute(ven, (key, old) -> {
            Map<String, Waiting> messages = change.apply(old == null ? new HashMap<>() : new HashMap<>(old));
            return messages.isEmpty() ? null : messages;
        });
    }

    @Override
    protected Set<ObjectId> ids() {
        return vens.keySet();
    }

    int size() {
        return vens.size();
    }

    /** The earliest time at which a message is or was due. */
    Optional<Instant> earliestDue() {
        return waiting.values().stream()
                .flatMap(messages -> messages.values().stream())
                .map(Waiting::dueAt)
                .min(Comparator.naturalOrder());
    }

    /** What is known of the VEN's messages by kind. */
    Map<String, Waiting> of(String ven) {
        return waiting.getOrDefault(ven, Map.of());
    }

    /**
     * The database had nothing due, although this was known: another node removed the messages in the meantime.
     *
     * @param before {@link #of} from before the database was asked
     */
    void notDue(String ven, Map<String, Waiting> before, Instant now) {
        if (!before.isEmpty()) {
            replace(ven, messages -> {
                messages.entrySet()
                        .removeIf(message -> !message.getValue().dueAt().isAfter(now)
                                && message.getValue() == before.get(message.getKey()));
                return messages;
            });
        }
    }

    boolean isDue(String ven, Instant now) {
        Map<String, Waiting> messages = waiting.get(ven);
        if (messages == null) {
            return false;
        }
        for (Waiting message : messages.values()) {
            if (!message.dueAt().isAfter(now)) {
                return true;
            }
        }
        return false;
    }
}
