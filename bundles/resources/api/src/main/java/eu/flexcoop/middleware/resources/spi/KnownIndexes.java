package eu.flexcoop.middleware.resources.spi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.mongodb.client.MongoCollection;
import org.bson.Document;

/** The indexes of a collection and its size, kept in memory; they are asked for again now and then, since both change. */
final class KnownIndexes {
    private static final long KEPT = Duration.ofMinutes(1).toNanos();

    private record Known(List<Document> indexes, long documents, long since) {}

    private final MongoCollection<?> collection;
    private volatile Known known;

    KnownIndexes(MongoCollection<?> collection) {
        this.collection = collection;
    }

    /** As {@code listIndexes} gives them. */
    List<Document> get() {
        return known().indexes();
    }

    /** About how many documents there are. */
    long documents() {
        return known().documents();
    }

    private Known known() {
        Known last = known;
        long now = System.nanoTime();
        if (last == null || now - last.since() > KEPT) {
            last = new Known(
                    List.copyOf(collection.listIndexes().into(new ArrayList<>())),
                    collection.estimatedDocumentCount(),
                    now);
            known = last;
        }
        return last;
    }
}
