package eu.flexcoop.middleware.resources.rest.internal.media;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import org.bson.Document;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/**
 * The files of one request. They are stored when the body is read, before it is known whether its documents are valid; those that no
 * document has in the end are removed by {@link #close}. For one thread.
 */
public final class Uploads implements AutoCloseable {
    /** What answers have in place of a file; it keeps the file in a change. */
    private static final Pattern ADDRESS = Pattern.compile("(?:/.*)?/?media/[0-9a-f]{24}", Pattern.DOTALL);

    private final DocumentFiles files;
    private final List<ObjectId> stored = new ArrayList<>();

    Uploads(DocumentFiles files) {
        this.files = files;
    }

    /**
     * Stores a file of a form.
     *
     * @throws Problem if the field is of another type or the file too long
     */
    public ObjectId store(String field, String name, Optional<String> contentType, InputStream content) {
        if (!files.fields().isMedia(field)) {
            throw Problem.badRequest("'%s' is a file, but there is no such field of type media", field);
        }
        return store(name, contentType, content);
    }

    private ObjectId store(String name, Optional<String> contentType, InputStream content) {
        try {
            ObjectId id = files.store().upload(content, name, contentType);
            stored.add(id);
            return id;
        } catch (IOException e) {
            throw Problem.badRequest("The body cannot be read: %s", e.getMessage());
        }
    }

    /** Stores the files that a document has as base64, and puts their ids in their place. Other values are left to the validation. */
    public void take(Document document) {
        files.fields().replace(document, value -> {
            if (value instanceof Document described && described.get("file") instanceof String text) {
                Object file = stored(text, text(described, "name").orElse(""), text(described, "content_type"));
                return file == text ? value : file;
            }
            return value instanceof String text ? stored(text, "", Optional.empty()) : value;
        });
    }

    private static Optional<String> text(Document described, String name) {
        return described.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private Object stored(String text, String name, Optional<String> contentType) {
        if (isAddress(text)) {
            return text;
        }
        try {
            return store(
                    name,
                    contentType,
                    new ByteArrayInputStream(Base64.getDecoder().decode(text)));
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** Removes the files that no document has. */
    @Override
    public void close() {
        if (!stored.isEmpty()) {
            files.settle(stored);
        }
    }

    /** Whether a text is the address of a stored file, and not a file in base64. */
    static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }
}
