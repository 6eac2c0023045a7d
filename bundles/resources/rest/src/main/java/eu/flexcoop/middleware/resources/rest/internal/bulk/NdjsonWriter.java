package eu.flexcoop.middleware.resources.rest.internal.bulk;

import java.io.IOException;
import java.io.OutputStream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.resources.rest.internal.store.StoredDocument;

/** One JSON object per line, as the lists of the API have it, without links. */
final class NdjsonWriter implements RowWriter {
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .rootValueSeparator((String) null)
            .build();

    private final StoredDocument document;
    private final JsonGenerator out;

    NdjsonWriter(StoredDocument document, OutputStream target) throws IOException {
        this.document = document;
        this.out = FACTORY.createGenerator(target);
    }

    @Override
    public void write(RawBsonDocument row) throws IOException {
        document.open(out, row);
        out.writeEndObject();
        out.writeRaw('\n');
    }

    @Override
    public void end() throws IOException {
        out.close();
    }
}
