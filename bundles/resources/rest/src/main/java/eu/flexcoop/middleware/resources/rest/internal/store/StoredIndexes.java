package eu.flexcoop.middleware.resources.rest.internal.store;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoSocketReadTimeoutException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import org.bson.Document;

import eu.flexcoop.middleware.resources.api.IndexDefinition;

/** The indexes that a collection has, and their creation. Exceptions of the driver reach the caller. For one thread. */
final class StoredIndexes {
    private static final int INDEX_NOT_FOUND = 27;
    /** What the server says of every index, whether it was asked for or not. */
    private static final Set<String> OF_SERVER =
            Set.of("v", "key", "name", "ns", "background", "textIndexVersion", "2dsphereIndexVersion", "collation");

    private static final String TEXT = "text";

    private final MongoDatabase database;
    private final MongoCollection<Document> collection;
    private final Map<String, Document> existing = new HashMap<>();

    StoredIndexes(MongoDatabase database, MongoCollection<Document> collection) {
        this.database = database;
        this.collection = collection;
        collection.listIndexes().forEach(index -> existing.put(index.getString("name"), index));
    }

    /** An index of that name with exactly that definition is there. */
    boolean has(IndexDefinition index) {
        Document stored = existing.get(index.name());
        return stored != null && isSame(index, stored);
    }

    /** Drops the index of that name if there is one. */
    void drop(String name) {
        if (existing.remove(name) != null) {
            try {
                collection.dropIndex(name);
            } catch (MongoCommandException e) {
                if (e.getErrorCode() != INDEX_NOT_FOUND) { // otherwise another node was quicker
                    throw e;
                }
            }
        }
    }

    /** Makes an index, in place of one of that name with another definition. Returns when it is built, which may take hours. */
    void create(IndexDefinition index) {
        drop(index.name());
        Document wanted = new Document("key", index.key()).append("name", index.name());
        wanted.putAll(index.options());
        Document command = new Document(
                        "createIndexes", collection.getNamespace().getCollectionName())
                .append("indexes", List.of(wanted));
        while (true) {
            try {
                database.runCommand(command);
                return;
            } catch (MongoSocketReadTimeoutException e) {
                // the build goes on in the server, and the command joins it
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
    }

    private static boolean isSame(IndexDefinition wanted, Document stored) {
        Document options = wanted.options();
        for (String name : stored.keySet()) {
            boolean added = !OF_SERVER.contains(name) && !options.containsKey(name) && !isDefault(name, stored);
            if (added) {
                return false;
            }
        }
        for (Map.Entry<String, Object> option : options.entrySet()) {
            if (!option.getKey().equals("weights") && !includes(stored.get(option.getKey()), option.getValue())) {
                return false;
            }
        }
        return sameKey(wanted, stored);
    }

    /** Options of a text index that the server fills in. */
    private static boolean isDefault(String name, Document stored) {
        return switch (name) {
            case "weights" -> true;
            case "default_language" -> "english".equals(stored.get(name));
            case "language_override" -> "language".equals(stored.get(name));
            default -> false;
        };
    }

    private static boolean sameKey(IndexDefinition wanted, Document stored) {
        Map<String, Object> key = new LinkedHashMap<>();
        Map<String, Object> weights = new HashMap<>();
        wanted.key().forEach((field, direction) -> {
            if (TEXT.equals(direction)) {
                key.put("_fts", TEXT);
                key.put("_ftsx", 1);
                weights.put(field, 1);
            } else {
                key.put(field, direction);
            }
        });
        if (wanted.options().get("weights") instanceof Document given) {
            weights.putAll(given);
        }
        Document storedKey = stored.get("key", Document.class);
        Document storedWeights = stored.get("weights", Document.class);
        return List.copyOf(key.keySet()).equals(List.copyOf(storedKey.keySet()))
                && includes(storedKey, new Document(key))
                && includes(storedWeights == null ? new Document() : storedWeights, new Document(weights))
                && (storedWeights == null ? 0 : storedWeights.size()) == weights.size();
    }

    /** Whether the value has all that is wanted; of a collation the server says more than it was told. */
    private static boolean includes(Object stored, Object wanted) {
        if (stored instanceof Number one && wanted instanceof Number other) {
            return one.doubleValue() == other.doubleValue();
        }
        if (stored instanceof Document all && wanted instanceof Document some) {
            return some.entrySet().stream().allMatch(entry -> includes(all.get(entry.getKey()), entry.getValue()));
        }
        return Objects.equals(stored, wanted);
    }
}
