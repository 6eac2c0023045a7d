package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * Counts the rows of lists. Counting costs the database more than reading a page as soon as there are some thousand rows, so it ends at
 * {@value #MOST} rows or after two seconds, and a count above {@value #EXACT} is used again for some seconds. Thread-safe.
 */
final class RowCounts {
    static final long MOST = 100_000;
    static final long EXACT = 10_000;

    /** BadValue, and the code of operators that are not allowed in an aggregation. */
    private static final Set<Integer> NOT_COUNTED = Set.of(2, 5_626_500);

    private static final Duration KEPT = Duration.ofSeconds(5);
    private static final int LISTS = 1_000;

    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Duration timeout;
    private final Duration shortTimeout;
    private final Cache<CountedList, RowTotal> large =
            Caffeine.newBuilder().maximumSize(LISTS).expireAfterWrite(KEPT).build();

    private record CountedList(String resource, BsonDocument filter, Caller caller) {}

    /** @param timeout of counts that a client asks for */
    RowCounts(Duration timeout) {
        this.timeout = timeout;
        this.shortTimeout = timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
    }

    /** Up to {@value #MOST} rows; unknown if the source cannot tell, or not in time. */
    RowTotal upToMost(OpenResource resource, Bson filter, Caller caller) {
        // most lists are short, and then there is nothing to look for
        RowTotal known = large.asMap().isEmpty() ? null : large.getIfPresent(list(resource, filter, caller));
        if (known != null) {
            return known;
        }
        RowTotal counted = counted(resource, filter, caller);
        if (counted.exact().orElse(Long.MAX_VALUE) > EXACT) {
            large.put(list(resource, filter, caller), counted);
        }
        return counted;
    }

    private static CountedList list(OpenResource resource, Bson filter, Caller caller) {
        return new CountedList(resource.definition().name(), filter.toBsonDocument(), caller);
    }

    private RowTotal counted(OpenResource resource, Bson filter, Caller caller) {
        ResourceSource source = resource.source();
        try {
            OptionalLong counted = source.count(filter, MOST, shortTimeout, caller);
            if (counted.isPresent()) {
                return RowTotal.of(counted.getAsLong());
            }
            return source.counts() ? RowTotal.moreThan(MOST) : RowTotal.UNKNOWN;
        } catch (MongoException e) {
            if (e instanceof MongoExecutionTimeoutException || isNotCounted(e)) {
                return RowTotal.UNKNOWN; // the page itself is there
            }
            throw e;
        }
    }

    /** Rows by distance ({@code $near}) can be listed and not counted. */
    private static boolean isNotCounted(MongoException e) {
        return e instanceof MongoCommandException && NOT_COUNTED.contains(e.getCode());
    }

    /** All rows; unknown only if the source cannot count. */
    RowTotal all(OpenResource resource, Bson filter, Caller caller) {
        OptionalLong counted = resource.source().count(filter, Integer.MAX_VALUE - 1L, timeout, caller);
        return new RowTotal(counted, false);
    }
}
