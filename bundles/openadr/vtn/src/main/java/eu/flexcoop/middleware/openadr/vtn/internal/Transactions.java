package eu.flexcoop.middleware.openadr.vtn.internal;

import java.util.function.Function;

import com.mongodb.ReadConcern;
import com.mongodb.TransactionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;

import eu.flexcoop.middleware.mongo.api.MongoCollections;

/** Changes of several documents that happen together or not at all; repeated by itself after a conflict. */
final class Transactions {
    private static final TransactionOptions DURABLE = TransactionOptions.builder()
            .readConcern(ReadConcern.SNAPSHOT)
            .writeConcern(WriteConcern.MAJORITY.withJournal(true))
            .build();

    private Transactions() {}

    static <T> T run(MongoCollections mongo, Function<ClientSession, T> work) {
        try (ClientSession session = mongo.startSession()) {
            return session.withTransaction(() -> work.apply(session), DURABLE);
        }
    }
}
