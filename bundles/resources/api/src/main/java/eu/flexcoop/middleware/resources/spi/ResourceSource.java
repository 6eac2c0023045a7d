package eu.flexcoop.middleware.resources.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.annotation.versioning.ConsumerType;

import eu.flexcoop.middleware.security.api.Caller;

/**
 * Data of one component that a definition with {@code "source": "<name>"} shows over REST. The owner of the data protects it:
 * whatever the definition grants, a caller who is not privileged gets only the rows that {@link #owners()} makes his. The
 * definition can narrow that further and never widen it. How long the data is kept is the owner's affair as well.
 *
 * <p>{@link MongoSource} serves data in one MongoDB collection. A source over another store or over computed values implements
 * this interface itself; rows travel as BSON documents under the names that the definition uses. Registered as a service;
 * must be thread-safe.
 */
@ConsumerType
public interface ResourceSource {
    /** {@code <area>:<thing>}, for example {@code telemetry:meter}. */
    String name();

    /** The fields that say whose a row is. */
    OwnerFields owners();

    /**
     * The rows of the query that {@link #owners()} lets the caller see. The result must be closed.
     *
     * @throws eu.flexcoop.middleware.core.api.MiddlewareException if the query cannot be answered
     */
    SourceRows find(SourceQuery query, Caller caller);

    /**
     * How many rows {@link #find} would give without its page, counted up to a limit.
     *
     * @param most counting stops here
     * @return empty if there are more than {@code most}, or if the source cannot count
     */
    default OptionalLong count(Bson filter, long most, Duration timeout, Caller caller) {
        return OptionalLong.empty();
    }

    /** Whether {@link #count} is empty only for more rows than it was to count. */
    default boolean counts() {
        return false;
    }

    /**
     * Runs an aggregation of MongoDB over the rows that the caller may see.
     *
     * @throws SourceCommandException if the source cannot aggregate
     */
    default SourceRows aggregate(List<? extends Bson> pipeline, Duration timeout, Caller caller) {
        throw SourceCommandException.notAggregated(name());
    }

    /**
     * The time from which on {@link #aggregate} sees the rows. {@link #find} gives earlier ones, too, sorted by time if that is asked for,
     * so that a time series can be made of them. Empty if {@link #aggregate} sees all rows.
     */
    default Optional<Instant> aggregatedSince() {
        return Optional.empty();
    }

    /** Whether {@link #summarize} makes the time series of this source, in place of {@link #aggregate}. */
    default boolean summarizes() {
        return false;
    }

    /**
     * What {@link #find} would give without its page, summed up by the source: one row per period, in order of time, whose time is the start
     * of the period; periods without rows are left out. The other fields are the source's own. The result must be closed.
     *
     * @throws SourceCommandException if the source does not sum up
     * @throws eu.flexcoop.middleware.core.api.MiddlewareException if the query cannot be answered
     */
    default SourceRows summarize(SourceQuery query, Periods periods, Caller caller) {
        throw SourceCommandException.notAggregated(name());
    }

    /**
     * The fields that an index begins with: a filter on one of them does not read all rows. Empty if the source does not know;
     * it may ask its store.
     */
    default Set<String> indexed() {
        return Set.of();
    }

    /**
     * The indexes that serve any query, as documents of their fields with 1, -1 or a kind of index, in order of weight; empty if the
     * source does not know. It may ask its store.
     */
    default List<Document> indexes() {
        return List.of();
    }

    /** About how many rows there are; 0 if the source does not know. It may ask its store. */
    default long size() {
        return 0;
    }

    /**
     * The order that {@link #find} gives rows for a sort, with what it adds so that no two rows are equal in it; empty if rows can be
     * equal in it, or if the source does not know. It may ask its store.
     *
     * @param filter of the query, as in {@link SourceQuery#filter}
     */
    default Optional<Document> totalOrder(Document sort, Bson filter, Caller caller) {
        return Optional.empty();
    }

    /** What a client may do besides reading; empty if the data is read-only over REST. */
    default Optional<SourceCommands> commands() {
        return Optional.empty();
    }
}
