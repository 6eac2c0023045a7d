package eu.flexcoop.middleware.resources.rest.internal.changes;

import java.util.Set;

import com.mongodb.MongoCommandException;

import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/** What the server says of a token with which it cannot go on. */
final class LostHistory {
    /** ChangeStreamFatalError, ChangeStreamHistoryLost. */
    private static final Set<Integer> GONE = Set.of(280, 286);

    /** Unauthorized, AuthenticationFailed. */
    private static final Set<Integer> CONFIGURATION = Set.of(13, 18);

    private LostHistory() {}

    /** Malformed tokens fail in many ways, which depend on where the server stops to read them. */
    static RuntimeException problem(MongoCommandException e) {
        if (GONE.contains(e.getErrorCode())) {
            return Problem.historyLost();
        }
        return e.hasErrorLabel("ResumableChangeStreamError") || CONFIGURATION.contains(e.getErrorCode())
                ? e
                : Problem.badRequest("Last-Event-ID is not the id of an event of this stream");
    }
}
