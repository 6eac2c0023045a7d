package eu.flexcoop.middleware.telemetry.core.internal.archive;

import java.nio.ByteBuffer;
import java.util.Set;

import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;

/**
 * 15-minute documents as the long-term store has them: the bytes of the document but for the fields that only writing needs, so that
 * nothing of a row changes when it leaves the database, its ETag included. One series per collection.
 */
public final class ArchivedDocuments {
    private static final String PREFIX = "document:";
    private static final Set<String> INTERNAL = Set.of(TelemetryFields.REVISION, TelemetryFields.CLEARED);

    private ArchivedDocuments() {}

    /** Name of the series of a collection; no metric has such a name. */
    public static String series(String collection) {
        return PREFIX + collection;
    }

    public static boolean isSeries(String metric) {
        return metric.startsWith(PREFIX);
    }

    /** What is stored of a document. */
    public static byte[] content(RawBsonDocument document) {
        return BsonElements.copy(bytes(document), name -> !INTERNAL.contains(name));
    }

    static byte[] bytes(RawBsonDocument document) {
        ByteBuffer buffer = document.getByteBuffer().asNIO();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
