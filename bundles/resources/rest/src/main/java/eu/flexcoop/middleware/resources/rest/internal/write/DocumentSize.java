package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.Map;

import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.bson.types.Binary;

import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/**
 * Keeps documents small, since what one client stores is the memory of whoever reads it: a document may grow with every PATCH, up to the
 * 16 MiB of MongoDB. Most documents are so small that an estimate tells it. Thread-safe.
 */
final class DocumentSize {
    private static final DocumentCodec CODEC = new DocumentCodec();
    /** Of types that have no text: type, length and the longest value of fixed size. */
    private static final int VALUE = 32;
    /** UTF-8 has at most so many bytes for a {@code char}. */
    private static final int LETTER = 3;

    /** More than JSON grows by in BSON; the rest is for defaults and what all documents have. */
    private static final int GROWTH = 16;

    private final int most;

    /** @param most bytes in the database */
    DocumentSize(int most) {
        this.most = most;
    }

    /**
     * Whether no document that JSON of this length stands for can be too large: the two bytes of a number and its comma in a list become
     * 12 bytes at most (type, index, value), and nothing grows by more.
     */
    boolean allowsAllOf(long jsonBytes) {
        return jsonBytes <= most / GROWTH;
    }

    /** @throws Problem 413 if the document is larger */
    void require(Document document) {
        if (atMost(document, 0) > most && bytes(document) > most) {
            throw Problem.documentTooLarge(most);
        }
    }

    /** An upper bound, or something above the limit. */
    private long atMost(Object value, long before) {
        long size = before + VALUE;
        if (size > most) {
            return size;
        }
        if (value instanceof String text) {
            return size + (long) LETTER * text.length();
        }
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> member : map.entrySet()) {
                size = atMost(member.getValue(), size + (long) LETTER * ((String) member.getKey()).length());
            }
        } else if (value instanceof Iterable<?> list) {
            for (Object element : list) {
                size = atMost(element, size);
            }
        } else if (value instanceof Binary binary) {
            return size + binary.length();
        }
        return size;
    }

    private static int bytes(Document document) {
        try (BasicOutputBuffer out = new BasicOutputBuffer();
                BsonBinaryWriter writer = new BsonBinaryWriter(out)) {
            CODEC.encode(writer, document, EncoderContext.builder().build());
            return out.getPosition();
        }
    }
}
