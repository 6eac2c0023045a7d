package eu.flexcoop.middleware.mongo.api;

import java.util.Set;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoInterruptedException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;

/** Tells errors that pass from errors that stay. */
public final class TransientErrors {
    /**
     * HostUnreachable, HostNotFound, NetworkTimeout, MaxTimeMSExpired, WriteConcernFailed, ShutdownInProgress, WriteConflict,
     * FailedToSatisfyReadPreference, ReadConcernMajorityNotAvailableYet, PrimarySteppedDown, SnapshotUnavailable,
     * NoSuchTransaction, ExceededTimeLimit, SocketException, NotWritablePrimary, InterruptedAtShutdown,
     * InterruptedDueToReplStateChange, NotPrimaryNoSecondaryOk, NotPrimaryOrSecondary, OutOfDiskSpace
     * (src/mongo/base/error_codes.yml of the server).
     */
    private static final Set<Integer> CODES = Set.of(
            6, 7, 89, 50, 64, 91, 112, 133, 134, 189, 246, 251, 262, 9001, 10107, 11600, 11602, 13435, 13436, 14031);

    private TransientErrors() {}

    public static boolean contain(MongoException e) {
        if (e.hasErrorLabel("RetryableWriteError") || e.hasErrorLabel("TransientTransactionError")) {
            return true;
        }
        if (e instanceof MongoBulkWriteException bulk) {
            return bulk.getWriteErrors().stream().allMatch(error -> CODES.contains(error.getCode()));
        }
        if (e instanceof MongoClientException && e.getCause() instanceof MongoException cause) {
            // the driver wraps the network errors of authentication
            return contain(cause);
        }
        return e instanceof MongoSocketException
                || e instanceof MongoTimeoutException
                || e instanceof MongoNotPrimaryException
                || e instanceof MongoNodeIsRecoveringException
                || e instanceof MongoServerUnavailableException
                || e instanceof MongoInterruptedException
                || e instanceof MongoExecutionTimeoutException
                || e instanceof MongoWriteConcernException
                || CODES.contains(e.getCode());
    }
}
