package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.io.IOException;
import java.io.OutputStream;

import com.fasterxml.jackson.core.JsonGenerator;

import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;

/** A document whose files are too large to be in memory; they are read while it is sent. */
record StreamedDocument(Json.Content content) implements RestResponse.Rest {
    @Override
    public void writeTo(OutputStream target) throws IOException {
        // not closed after an error: the brackets that it would add would make a part look whole
        JsonGenerator out = Json.FACTORY.createGenerator(target);
        content.write(out);
        out.flush();
    }

    @Override
    public void close() {
        // holds nothing
    }
}
