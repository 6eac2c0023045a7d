package eu.flexcoop.middleware.resources.rest.internal.embed;

import java.util.ArrayDeque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;

import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.resources.rest.internal.store.Replacements;
import eu.flexcoop.middleware.resources.spi.SourceRows;

/** The documents that replace references in one response. For one thread. */
public final class EmbeddedDocuments {
    /** Rows whose references are looked up together. */
    static final int BATCH = 100;

    private final EmbeddedField root;

    EmbeddedDocuments(EmbeddedField root) {
        this.root = root;
    }

    /** What is replaced in the row that {@link #load} or {@link #along} gave last. */
    public Replacements replacements() {
        return root;
    }

    /** Looks up what one document refers to. */
    public void load(RawBsonDocument document) {
        root.load(List.of(document));
    }

    /** The same rows, read in batches whose references are looked up together. */
    public SourceRows along(SourceRows rows) {
        return new SourceRows() {
            private final Queue<RawBsonDocument> batch = new ArrayDeque<>(BATCH);

            @Override
            public boolean hasNext() {
                return !batch.isEmpty() || rows.hasNext();
            }

            @Override
            public RawBsonDocument next() {
                if (batch.isEmpty()) {
                    while (batch.size() < BATCH && rows.hasNext()) {
                        batch.add(rows.next());
                    }
                    root.load(batch);
                }
                RawBsonDocument row = batch.poll();
                if (row == null) {
                    throw new NoSuchElementException();
                }
                return row;
            }

            @Override
            public void close() {
                rows.close();
            }
        };
    }
}
