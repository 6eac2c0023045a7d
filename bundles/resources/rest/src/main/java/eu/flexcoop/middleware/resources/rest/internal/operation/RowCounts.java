package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.time.Duration;
import java.util.OptionalLong;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * Counts the rows of lists. Counting costs the database more than reading a page as soon as there are some thousand rows, so it ends at
 * {@value #MOST}, and a count above {@value #EXACT} is used again for some seconds. Thread-safe.
 */
final class RowCounts {
    static final long MOST = 100_000;
    static final long EXACT = 10_000;

    private static final Duration KEPT = Duration.ofSeconds(5);
    private static final int LISTS = 1_000;

    private final Duration timeout;
    private final Cache<CountedList, OptionalLong> large =
            Caffeine.newBuilder().maximumSize(LISTS).expireAfterWrite(KEPT).build();

    private record CountedList(String resource, BsonDocument filter, Caller caller) {}

    RowCounts(Duration timeout) {
        this.timeout = timeout;
    }

    /** Empty if there are more than {@value #MOST}, or the source cannot tell. */
    OptionalLong of(OpenResource resource, Bson filter, Caller caller) {
        CountedList list = new CountedList(resource.definition().name(), filter.toBsonDocument(), caller);
        OptionalLong known = large.getIfPresent(list);
        if (known != null) {
            return known;
        }
        OptionalLong counted = resource.source().count(filter, MOST, timeout, caller);
        if (counted.isEmpty() || counted.getAsLong() > EXACT) {
            large.put(list, counted);
        }
        return counted;
    }
}
