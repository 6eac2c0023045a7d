package eu.flexcoop.middleware.resources.rest.internal.write;

import java.time.Duration;
import java.util.function.Function;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.TransactionOptions;
import com.mongodb.client.ClientSession;

import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;

/** Runs changes of several documents so that all of them are stored, or none. Thread-safe. */
final class Transactions {
    private final OpenResources resources;
    private final Duration timeout;

    /** @param timeout after which a transaction that meets others is not repeated any more */
    Transactions(OpenResources resources, Duration timeout) {
        this.resources = resources;
        this.timeout = timeout;
    }

    /** To be thrown by changes that have met what another writer has stored since the transaction began: they are run again. */
    static MongoException overtaken() {
        MongoException overtaken = new MongoException("Another writer was faster");
        overtaken.addLabel(MongoException.TRANSIENT_TRANSACTION_ERROR_LABEL);
        return overtaken;
    }

    /**
     * Runs it once, or again if others have changed the same documents meanwhile. What it throws undoes what it did, as does {@link
     * ClientSession#abortTransaction}.
     *
     * @throws Problem 503 if others change the documents all the time
     */
    <T> T run(OpenResource resource, Function<ClientSession, T> changes) {
        long end = System.nanoTime() + timeout.toNanos();
        TransactionOptions options = TransactionOptions.builder()
                .readConcern(ReadConcern.SNAPSHOT)
                .writeConcern(resource.collection().getWriteConcern())
                .build();
        try (ClientSession session = resources.startSession()) {
            return DocumentStore.write(
                    resource,
                    () -> session.withTransaction(
                            () -> {
                                if (System.nanoTime() - end > 0) {
                                    throw Problem.documentsBusy();
                                }
                                return changes.apply(session);
                            },
                            options));
        }
    }
}
