package eu.flexcoop.middleware.resources.rest.internal.message;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;

/** Links as Eve writes them: addresses are relative to the root of the API. */
public final class Links {
    private static final SerializedString TITLE = new SerializedString("title");
    private static final SerializedString HREF = new SerializedString("href");

    private Links() {}

    public static void write(JsonGenerator out, String rel, String title, String href) throws IOException {
        out.writeObjectFieldStart(rel);
        writeMembers(out, title, href);
        out.writeEndObject();
    }

    /** The members of a link whose object is open. */
    public static void writeMembers(JsonGenerator out, String title, String href) throws IOException {
        out.writeFieldName(TITLE);
        out.writeString(title);
        out.writeFieldName(HREF);
        out.writeString(href);
    }
}
