package eu.flexcoop.middleware.resources.rest.internal.bulk;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;

/**
 * Documents that passed validation and wait in a temporary file, as BSON, until the last one of the body has passed as well. For one
 * thread; the file is deleted when this is closed.
 */
public final class DocumentSpool implements AutoCloseable {
    private static final DocumentCodec DOCUMENTS = new DocumentCodec();
    private static final EncoderContext CONTEXT = EncoderContext.builder().build();
    private static final int BATCH_DOCUMENTS = 1000;
    private static final int BATCH_BYTES = 8 << 20;

    private final Path file;
    private final OutputStream out;
    private final BasicOutputBuffer buffer = new BasicOutputBuffer();
    private long size;

    public DocumentSpool() {
        try {
            this.file = Files.createTempFile("flexcoop-import", ".bson");
            this.out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary file can be made for the documents of the body", e);
        }
    }

    /** How many documents were added. */
    public long size() {
        return size;
    }

    public void add(Document document) {
        buffer.truncateToPosition(0);
        DOCUMENTS.encode(new BsonBinaryWriter(buffer), document, CONTEXT);
        try {
            buffer.pipe(out);
        } catch (IOException e) {
            throw new UncheckedIOException("The documents of the body cannot be kept in %s".formatted(file), e);
        }
        size++;
    }

    /** Reads all documents in their order, in lists of bounded size. */
    public void forEachBatch(Consumer<List<RawBsonDocument>> use) {
        try {
            out.flush();
            try (DataInputStream in =
                    new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
                List<RawBsonDocument> batch = new ArrayList<>();
                long bytes = 0;
                for (long i = 0; i < size; i++) {
                    byte[] next = document(in);
                    batch.add(new RawBsonDocument(next));
                    bytes += next.length;
                    if (batch.size() == BATCH_DOCUMENTS || bytes > BATCH_BYTES) {
                        use.accept(batch);
                        batch = new ArrayList<>();
                        bytes = 0;
                    }
                }
                if (!batch.isEmpty()) {
                    use.accept(batch);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The documents of the body cannot be read again from %s".formatted(file), e);
        }
    }

    /** A document of BSON begins with its length, little-endian. */
    private static byte[] document(DataInputStream in) throws IOException {
        int length = Integer.reverseBytes(in.readInt());
        byte[] bytes = new byte[length];
        bytes[0] = (byte) length;
        bytes[1] = (byte) (length >>> 8);
        bytes[2] = (byte) (length >>> 16);
        bytes[3] = (byte) (length >>> 24);
        if (in.readNBytes(bytes, 4, length - 4) < length - 4) {
            throw new EOFException();
        }
        return bytes;
    }

    @Override
    public void close() {
        try {
            out.close();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The temporary file %s cannot be deleted".formatted(file), e);
        }
    }
}
