package eu.flexcoop.middleware.resources.spi;

import java.util.Objects;
import java.util.Optional;

import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.RowFilter;

/**
 * The fields that say whose a row of a source is. A field may hold one id or a list of ids.
 *
 * @param account holds the prosumer; empty if no row is a prosumer's own
 * @param aggregator holds the cooperative; empty if no row is a cooperative's own
 * @param personal false if the rows concern nobody in particular, such as prices; the definition alone decides then
 */
public record OwnerFields(Optional<String> account, Optional<String> aggregator, boolean personal) {
    public OwnerFields {
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(aggregator, "aggregator");
    }

    /** Each row belongs to a prosumer and the cooperative that the prosumer is a member of. */
    public static OwnerFields of(String account, String aggregator) {
        return new OwnerFields(Optional.of(account), Optional.of(aggregator), true);
    }

    /** The rows concern nobody in particular; every caller to whom the definition grants access may see all. */
    public static OwnerFields impersonal() {
        return new OwnerFields(Optional.empty(), Optional.empty(), false);
    }

    /** The rows belong to the platform: only callers with {@link Caller#isPrivileged()} may see them. */
    public static OwnerFields platform() {
        return new OwnerFields(Optional.empty(), Optional.empty(), true);
    }

    /** The rows that this caller may see. */
    public RowFilter rows(Caller caller) {
        if (!personal || caller.isPrivileged()) {
            return new RowFilter.All();
        }
        return caller.rows(account.orElse(""), aggregator.orElse(""));
    }

    /** Whether the caller may see this row, for sources that do not query MongoDB. */
    public boolean includes(Caller caller, BsonDocument row) {
        RowFilter rows = rows(caller);
        if (rows instanceof RowFilter.Equal own) {
            return own.values().entrySet().stream()
                    .allMatch(owner -> isOwner(row.get(owner.getKey()), new BsonString(owner.getValue())));
        }
        return rows instanceof RowFilter.All;
    }

    private static boolean isOwner(BsonValue stored, BsonString wanted) {
        return wanted.equals(stored)
                || stored != null && stored.isArray() && stored.asArray().contains(wanted);
    }
}
