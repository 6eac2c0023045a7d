package eu.flexcoop.middleware.resources.rest.internal.media;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonGenerator;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.resources.api.ApiSettings.Media;
import eu.flexcoop.middleware.resources.api.ApiSettings.Renderer;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.render.Rendering;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;

/** Writes what answers have in place of files. Files are copied from the store to the answer piece by piece. Thread-safe. */
public final class MediaOutput {
    /** Part of the address before the id. */
    public static final String ADDRESS = "media";

    private static final DocumentCodec DOCUMENTS = new DocumentCodec();

    private final DocumentFiles files;
    private final Media settings;
    private final DateText dates;
    private final String prefix;

    private MediaOutput(DocumentFiles files, Media settings, DateText dates, String prefix) {
        this.files = files;
        this.settings = settings;
        this.dates = dates;
        this.prefix = prefix;
    }

    /** As the settings of the API say; XML has addresses in place of files. Empty if the documents have no files. */
    public static Optional<MediaOutput> of(OpenResource resource, RestSettings settings, RestRequest request) {
        if (resource.files().isEmpty()) {
            return Optional.empty();
        }
        Media media = settings.api().media();
        Rendering rendering = new Rendering(settings.api().renderers().contains(Renderer.XML));
        return media.base64() && rendering.isXml(request)
                ? addresses(resource, settings, request, media.info())
                : of(resource, settings, request, media);
    }

    /** With addresses in place of files, for forms with one line per document. */
    public static Optional<MediaOutput> addresses(OpenResource resource, RestSettings settings, RestRequest request) {
        return addresses(resource, settings, request, List.of());
    }

    private static Optional<MediaOutput> addresses(
            OpenResource resource, RestSettings settings, RestRequest request, List<String> info) {
        return of(resource, settings, request, new Media(false, true, info));
    }

    private static Optional<MediaOutput> of(
            OpenResource resource, RestSettings settings, RestRequest request, Media media) {
        String path = URI.create(request.base()).getPath();
        String prefix = (path == null || path.isEmpty() ? "/" : path) + ADDRESS + "/";
        return resource.files().map(files -> new MediaOutput(files, media, settings.dates(), prefix));
    }

    /** The same with addresses. */
    public MediaOutput withoutContent() {
        return new MediaOutput(files, new Media(false, true, List.of()), dates, prefix);
    }

    /** The address of a file relative to the root of the API. */
    public static String relative(ObjectId id) {
        return ADDRESS + "/" + id.toHexString();
    }

    /** How many bytes the files add to the answer. */
    public long bytes(RawBsonDocument row) {
        if (!settings.base64()) {
            return 0;
        }
        Set<ObjectId> ids = files.fields().files(row.decode(DOCUMENTS));
        return ids.isEmpty()
                ? 0
                : files.store().find(ids).stream().mapToLong(MediaFile::length).sum() * 4 / 3;
    }

    /** Writes the value of a field. */
    public void write(JsonGenerator out, ObjectId id) throws IOException {
        if (settings.info().isEmpty() && !settings.base64()) {
            if (settings.url()) {
                out.writeString(prefix + id.toHexString());
            } else {
                out.writeNull();
            }
            return;
        }
        Optional<MediaFile> file = files.store().find(id);
        if (file.isEmpty()) {
            out.writeNull();
            return;
        }
        if (settings.info().isEmpty()) {
            content(out, file.get());
            return;
        }
        out.writeStartObject();
        out.writeFieldName("file");
        content(out, file.get());
        for (String name : settings.info()) {
            info(out, name, file.get());
        }
        out.writeEndObject();
    }

    private void content(JsonGenerator out, MediaFile file) throws IOException {
        if (settings.base64()) {
            try (InputStream content = files.store().open(file, 0)) {
                out.writeBinary(content, Math.toIntExact(file.length()));
            }
        } else if (settings.url()) {
            out.writeString(prefix + file.id().toHexString());
        } else {
            out.writeNull();
        }
    }

    private void info(JsonGenerator out, String name, MediaFile file) throws IOException {
        out.writeFieldName(name);
        switch (name) {
            case "content_type" -> out.writeString(file.contentType().orElse(null));
            case "name" -> out.writeString(file.name().orElse(null));
            case "length" -> out.writeNumber(file.length());
            case "upload_date" -> out.writeString(dates.format(file.stored()));
            default -> out.writeNull();
        }
    }
}
