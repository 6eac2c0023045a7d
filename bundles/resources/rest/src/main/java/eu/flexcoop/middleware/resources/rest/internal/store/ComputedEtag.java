package eu.flexcoop.middleware.resources.rest.internal.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/** The ETag of what has none of its own, such as documents that were stored without the API. For one thread. */
public final class ComputedEtag {
    private static final BsonDocumentCodec DOCUMENTS = new BsonDocumentCodec();
    private static final HexFormat HEX = HexFormat.of();

    private final List<String> unweighed;
    private MessageDigest digest;

    /** @param unweighed fields of documents that do not count, with dots for inner ones */
    ComputedEtag(List<String> unweighed) {
        this.unweighed = unweighed;
    }

    String of(RawBsonDocument document) {
        digest = digest == null ? sha1() : digest;
        digest.update(counted(document));
        return HEX.formatHex(digest.digest());
    }

    private ByteBuffer counted(RawBsonDocument document) {
        if (unweighed.isEmpty()) {
            return document.getByteBuffer().asNIO();
        }
        BsonDocument rest = document.decode(DOCUMENTS);
        unweighed.forEach(field -> remove(rest, field));
        return new RawBsonDocument(rest, DOCUMENTS).getByteBuffer().asNIO();
    }

    private static void remove(BsonDocument document, String dotted) {
        int dot = dotted.indexOf('.');
        if (dot < 0) {
            document.remove(dotted);
        } else if (document.isDocument(dotted.substring(0, dot))) {
            remove(document.getDocument(dotted.substring(0, dot)), dotted.substring(dot + 1));
        }
    }

    /** Of any bytes. */
    public static String of(byte[] bytes) {
        return HEX.formatHex(sha1().digest(bytes));
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-1", e);
        }
    }
}
