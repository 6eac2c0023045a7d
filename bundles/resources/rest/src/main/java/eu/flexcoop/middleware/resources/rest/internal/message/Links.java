package eu.flexcoop.middleware.resources.rest.internal.message;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonGenerator;

/** Links as Eve writes them: addresses are relative to the root of the API. */
public final class Links {
    private Links() {}

    public static void write(JsonGenerator out, String rel, String title, String href) throws IOException {
        out.writeObjectFieldStart(rel);
        out.writeStringField("title", title);
        out.writeStringField("href", href);
        out.writeEndObject();
    }
}
