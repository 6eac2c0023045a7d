package eu.flexcoop.middleware.fuzz;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

import org.bson.Document;

import eu.flexcoop.middleware.resources.api.ApiSettings.Forms;
import eu.flexcoop.middleware.resources.rest.internal.bulk.BulkFormat;
import eu.flexcoop.middleware.resources.rest.internal.bulk.DocumentReader;
import eu.flexcoop.middleware.resources.rest.internal.bulk.DocumentReaders;
import eu.flexcoop.middleware.resources.rest.internal.form.FormBody;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.write.patch.JsonPatch;
import eu.flexcoop.middleware.resources.rest.internal.write.patch.MergePatch;
import eu.flexcoop.middleware.resources.rest.internal.write.patch.Patch;
import eu.flexcoop.middleware.resources.rest.internal.write.patch.UpdatePatch;

/** Bodies that are no plain JSON: rows as CSV and NDJSON, forms with files, patches. The first line of an input is its content type. */
public final class UploadTarget {
    private static final DateText DATES = new DateText("%Y-%m-%dT%H:%M:%S.%fZ");
    private static final Forms FORMS = new Forms(true, true, true);
    private static final Document PATCHED = Document.parse(
            "{'name': 'item', 'count': 1, 'tags': ['a', 'b'], 'box': {'width': 1.5, 'parts': [{'id': 1}]}, 'free': {'k': 'v'}}");

    private UploadTarget() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        int line = 0;
        while (line < bytes.length && bytes[line] != '\n') {
            line++;
        }
        String type = new String(bytes, 0, line, StandardCharsets.ISO_8859_1);
        byte[] body = Arrays.copyOfRange(bytes, Math.min(bytes.length, line + 1), bytes.length);
        try {
            read(type, new ByteArrayInputStream(body));
        } catch (RuntimeException e) {
            Refusal.orFinding(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing here reads from a network
        }
    }

    private static void read(String type, InputStream body) throws IOException {
        Optional<BulkFormat> rows = BulkFormat.sent(type);
        if (rows.isPresent()) {
            try (DocumentReader reader = DocumentReaders.of(rows.get(), body, BodyTarget.DEFINITION)) {
                while (reader.next().isPresent()) {
                    reader.line();
                }
            }
        } else if (FormBody.isMultipart(type)) {
            form().multipart(body, type, (field, name, kind, content) -> {
                try {
                    content.transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return name;
            });
        } else if (type.equals("application/x-www-form-urlencoded")) {
            form().urlEncoded(body);
        } else {
            patch(type, Json.read(body)).apply(Document.parse(PATCHED.toJson()));
        }
    }

    private static FormBody form() {
        return new FormBody(BodyTarget.DEFINITION.schema(), FORMS);
    }

    private static Patch patch(String type, Object body) {
        if (type.equals("application/json-patch+json")) {
            return JsonPatch.parse(body, DATES);
        }
        Document members = body instanceof Document document ? document : new Document();
        return UpdatePatch.isMeant(members) ? UpdatePatch.parse(members, DATES) : new MergePatch(members);
    }
}
