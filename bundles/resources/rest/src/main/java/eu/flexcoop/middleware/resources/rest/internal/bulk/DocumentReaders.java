package eu.flexcoop.middleware.resources.rest.internal.bulk;

import java.io.IOException;
import java.io.InputStream;

import eu.flexcoop.middleware.resources.api.ResourceDefinition;

/** The reader of each format. */
public final class DocumentReaders {
    private DocumentReaders() {}

    public static DocumentReader of(BulkFormat format, InputStream body, ResourceDefinition definition)
            throws IOException {
        return switch (format) {
            case NDJSON -> new NdjsonReader(body);
            case CSV -> new CsvReader(body, definition.schema());
        };
    }
}
