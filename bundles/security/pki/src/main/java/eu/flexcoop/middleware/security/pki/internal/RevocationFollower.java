package eu.flexcoop.middleware.security.pki.internal;

import java.util.List;
import java.util.function.Consumer;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import org.bson.BsonValue;
import org.bson.Document;

import eu.flexcoop.middleware.mongo.api.CollectionFollower;

/**
 * Tells a node which certificates another node has revoked, or somebody in the database, a moment later. While the database is away nothing
 * is told; afterwards all that are revoked are told again.
 */
final class RevocationFollower implements AutoCloseable {
    private final CollectionFollower follower;

    /** @param revoked takes the {@code _id} of each; called by one thread at a time */
    RevocationFollower(MongoCollection<Document> certificates, Consumer<String> revoked) {
        this.follower = new CollectionFollower(
                certificates,
                new View(revoked),
                List.of(Aggregates.match(Filters.or(
                        Filters.exists("updateDescription.updatedFields." + MongoCertificates.REVOKED_AT),
                        Filters.in("operationType", "replace", "delete")))));
    }

    @Override
    public void close() {
        follower.close();
    }

    private record View(Consumer<String> revoked) implements CollectionFollower.View {
        @Override
        public void loading() {
            // nothing is kept here
        }

        @Override
        public void put(Document certificate) {
            if (certificate.containsKey(MongoCertificates.REVOKED_AT)) {
                revoked.accept(certificate.getString("_id"));
            }
        }

        @Override
        public void remove(BsonValue id) {
            revoked.accept(id.asString().getValue());
        }

        @Override
        public void loaded() {
            // nothing is kept here
        }
    }
}
