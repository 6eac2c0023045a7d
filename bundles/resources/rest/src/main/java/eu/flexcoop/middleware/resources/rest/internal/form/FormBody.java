package eu.flexcoop.middleware.resources.rest.internal.form;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.ApiSettings.Forms;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/** Reads documents that are sent as forms of HTML. */
public final class FormBody {
    /** All texts of a multipart form together; files are not counted. */
    private static final int MOST_TEXT = 16 << 20;

    private final Map<String, FieldRule> schema;
    private final Forms settings;

    public FormBody(Map<String, FieldRule> schema, Forms settings) {
        this.schema = schema;
        this.settings = settings;
    }

    /** Whether a body is a form that may have files, and is read in pieces. */
    public static boolean isMultipart(String contentType) {
        return contentType != null && contentType.regionMatches(true, 0, "multipart/form-data", 0, 19);
    }

    /** Takes the files of a form. */
    @FunctionalInterface
    public interface Files {
        /**
         * @param content read to its end by this
         * @return the value of the field
         */
        Object store(String field, String fileName, Optional<String> contentType, InputStream content);
    }

    /** {@code application/x-www-form-urlencoded}. */
    public Document urlEncoded(InputStream in) throws IOException {
        String body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        FormFields fields = new FormFields();
        for (String pair : body.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                fields.add(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        if (fields.isEmpty()) {
            throw Problem.badRequestWords("No form-urlencoded data supplied");
        }
        return fields.document(schema, settings);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("The form has a wrong %% escape in '%s'", text);
        }
    }

    /** {@code multipart/form-data}; files are passed on as they come. */
    public Document multipart(InputStream in, String contentType, Files files) throws IOException {
        FormFields fields = new FormFields();
        MultipartReader parts = new MultipartReader(in, contentType);
        int left = MOST_TEXT;
        for (Optional<MultipartReader.Part> next = parts.next(); next.isPresent(); next = parts.next()) {
            MultipartReader.Part part = next.get();
            if (part.fileName().isEmpty()) {
                byte[] text = text(part.content(), left);
                left -= text.length;
                fields.add(part.name(), value(new String(text, StandardCharsets.UTF_8)));
            } else if (!part.fileName().get().isEmpty()) { // browsers send an empty name where no file was chosen
                fields.add(
                        part.name(),
                        files.store(part.name(), part.fileName().get(), part.contentType(), part.content()));
            }
        }
        if (fields.isEmpty()) {
            throw Problem.badRequestWords("No multipart/form-data supplied");
        }
        return fields.document(schema, settings);
    }

    private static byte[] text(InputStream content, int most) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            text.write(buffer, 0, read);
            if (text.size() > most) {
                throw Problem.bodyTooLarge(MOST_TEXT);
            }
        }
        return text.toByteArray();
    }

    private Object value(String text) {
        if (!settings.json() || text.isBlank()) {
            return text;
        }
        try {
            return Json.read(text, "form");
        } catch (Problem e) {
            return text; // a text without quotes
        }
    }
}
