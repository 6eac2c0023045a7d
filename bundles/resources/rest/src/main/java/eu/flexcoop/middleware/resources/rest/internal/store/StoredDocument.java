package eu.flexcoop.middleware.resources.rest.internal.store;

import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonType;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.rest.internal.media.DocumentFiles;
import eu.flexcoop.middleware.resources.rest.internal.media.MediaFields;
import eu.flexcoop.middleware.resources.rest.internal.media.MediaOutput;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;

/**
 * Writes documents as JSON straight from the bytes that the driver received, and remembers of each what links and headers
 * need. Use one per answer and one thread.
 */
public final class StoredDocument {
    private final String idField;
    private final DateText dates;
    private final boolean alwaysDated;
    private final boolean tagged;
    private final boolean etags;
    private final boolean softDelete;
    private final boolean versioned;
    private final ComputedEtag computed;
    private int latest;
    private int version;
    private long date;
    private String dateText;
    private String id;
    private String etag;
    private long updated;
    private boolean dated;
    private boolean deleted;
    private Replacements replacements;
    private final MediaFields files;
    private MediaOutput media;

    /**
     * Documents of the API's own collections always have dates; owners of others may not keep them. Rows of an owner that have no address
     * have no ETag either, as there is no request that could use it.
     */
    public StoredDocument(OpenResource resource, RestSettings settings) {
        this(
                resource,
                settings.dates(),
                resource.own().isPresent(),
                resource.own().isPresent() || resource.definition().item().enabled(),
                settings.api().writing().etags());
    }

    private StoredDocument(OpenResource resource, DateText dates, boolean alwaysDated, boolean tagged, boolean etags) {
        this.etags = etags;
        this.idField = resource.definition().item().idField();
        this.dates = dates;
        this.alwaysDated = alwaysDated;
        this.tagged = tagged;
        this.softDelete = tagged && resource.definition().writes().softDelete();
        this.files = resource.files()
                .filter(all -> tagged)
                .map(DocumentFiles::fields)
                .orElse(null);
        this.computed = new ComputedEtag(resource.definition().writes().unweighed());
        this.versioned = tagged && resource.definition().writes().versioned();
    }

    /** Writes rows that are computed: they have no other fields than those of the computation. */
    public static StoredDocument computed(OpenResource resource, DateText dates) {
        return new StoredDocument(resource, dates, false, false, true);
    }

    /** The documents that stand in place of references from now on; they count for {@link #updated()}. */
    public void replace(Replacements documents) {
        replacements = documents;
    }

    /** How files stand from now on; without this, there are addresses relative to the root of the API, as in links. */
    public void media(MediaOutput output) {
        media = output;
    }

    /** How many bytes the files of a document add to it. */
    public long mediaBytes(RawBsonDocument raw) {
        return media == null ? 0 : media.bytes(raw);
    }

    /** The primary key of the document written last; null when it has none that an address could hold. */
    public String id() {
        return id;
    }

    /** The ETag of responses: old versions change, too, when there is a newer one. */
    public Optional<String> tag() {
        return Optional.ofNullable(etag).map(tag -> versioned ? tag + latestVersion() : tag);
    }

    /** Adds the ETag of the document written last; none if the API root has no ETags. */
    public RestResponse tag(RestResponse answer) {
        tag().ifPresent(tag -> answer.header("ETag", '"' + tag + '"'));
        return answer;
    }

    /** The documents from now on are versions of one whose latest version this is. */
    public void latest(int version) {
        latest = version;
    }

    /** The version of the document written last. */
    public int version() {
        return version;
    }

    private int latestVersion() {
        return latest > 0 ? latest : version;
    }

    /** Milliseconds since 1970; 0 when the document does not say. */
    public long updated() {
        return updated;
    }

    /** {@link #updated()} has a meaning: clients of Eve get 1970 for old documents of ordinary collections. */
    public boolean isDated() {
        return dated || alwaysDated;
    }

    /** The document written last is marked as deleted. */
    public boolean isDeleted() {
        return deleted;
    }

    /** Writes all fields with the automatic ones that the store lacks, and leaves the object open. */
    public void open(JsonGenerator out, RawBsonDocument raw) throws IOException {
        id = null;
        etag = null;
        updated = 0;
        dated = false;
        deleted = false;
        version = 0;
        boolean born = false;
        boolean marked = false;
        out.writeStartObject();
        BsonCursor in = new BsonCursor(raw);
        while (in.next()) {
            SerializableString written = in.name();
            String name = written.getValue();
            if (!etags && name.equals(DocumentFields.ETAG)) {
                in.skip();
                continue;
            }
            out.writeFieldName(written);
            if (name.equals(DocumentFields.UPDATED) && in.type() == BsonType.DATE_TIME) {
                long changed = in.int64();
                updated = Math.max(updated, changed);
                dated = true;
                out.writeString(date(changed));
            } else if (name.equals(DocumentFields.ETAG) && in.type() == BsonType.STRING) {
                etag = in.text();
                out.writeString(etag);
            } else if (name.equals(idField)) {
                id = idText(out, in);
            } else if (softDelete && name.equals(DocumentFields.DELETED) && in.type() == BsonType.BOOLEAN) {
                marked = true;
                deleted = in.truth();
                out.writeBoolean(deleted);
            } else if (versioned && name.equals(DocumentFields.VERSION) && isNumber(in.type())) {
                version = number(in);
                out.writeNumber(version);
            } else {
                born |= name.equals(DocumentFields.CREATED);
                MediaFields file = files == null ? null : files.at(name);
                if (file == null) {
                    value(out, in, replacements == null ? null : replacements.at(name));
                } else {
                    files(out, in, file);
                }
            }
        }
        if (!dated && alwaysDated) {
            out.writeStringField(DocumentFields.UPDATED, date(0));
        }
        if (!born && alwaysDated) {
            out.writeStringField(DocumentFields.CREATED, date(0));
        }
        if (softDelete && !marked) {
            out.writeBooleanField(DocumentFields.DELETED, false);
        }
        if (versioned) {
            if (version == 0) {
                version = 1;
                out.writeNumberField(DocumentFields.VERSION, version);
            }
            out.writeNumberField(DocumentFields.LATEST_VERSION, latestVersion());
        }
        if (etag == null && tagged && etags) {
            etag = computed.of(raw);
            out.writeStringField(DocumentFields.ETAG, etag);
        }
    }

    private static boolean isNumber(BsonType type) {
        return type == BsonType.INT32 || type == BsonType.INT64 || type == BsonType.DOUBLE;
    }

    private static int number(BsonCursor in) {
        return switch (in.type()) {
            case INT32 -> in.int32();
            case INT64 -> (int) in.int64();
            default -> (int) in.float64();
        };
    }

    /** Two dates of a document are often the same, and so are those of documents that were stored together. */
    private String date(long milliseconds) {
        if (dateText == null || milliseconds != date) {
            dateText = dates.format(milliseconds);
            date = milliseconds;
        }
        return dateText;
    }

    private String idText(JsonGenerator out, BsonCursor in) throws IOException {
        BsonType type = in.type();
        if (type == BsonType.INT32 || type == BsonType.INT64) {
            long number = type == BsonType.INT32 ? in.int32() : in.int64();
            out.writeNumber(number);
            return Long.toString(number);
        }
        String text =
                switch (type) {
                    case OBJECT_ID -> in.objectId();
                    case STRING -> in.text();
                    default -> null;
                };
        if (text == null) {
            value(out, in, null);
            return null;
        }
        out.writeString(text);
        return text;
    }

    private void value(JsonGenerator out, BsonCursor in, Replacements replaced) throws IOException {
        if (replaced != null && replaced.here() && in.type() != BsonType.ARRAY) {
            embedded(out, in, replaced);
            return;
        }
        switch (in.type()) {
            case DOUBLE -> Json.writeDouble(out, in.float64());
            case STRING -> in.text(out);
            case DATE_TIME -> out.writeString(date(in.int64()));
            case INT32 -> out.writeNumber(in.int32());
            case INT64 -> out.writeNumber(in.int64());
            case BOOLEAN -> out.writeBoolean(in.truth());
            case OBJECT_ID -> out.writeString(in.objectId());
            case DECIMAL128 -> out.writeString(in.decimal().toString());
            case BINARY -> binary(out, in.value().asBinary());
            case DOCUMENT -> {
                in.enter();
                members(out, in, replaced, "");
            }
            case ARRAY -> list(out, in, replaced);
            default -> {
                in.skip();
                out.writeNull();
            }
        }
    }

    private void files(JsonGenerator out, BsonCursor in, MediaFields field) throws IOException {
        BsonType type = in.type();
        if (field == null) {
            value(out, in, null);
        } else if (type == BsonType.ARRAY) {
            in.enter();
            out.writeStartArray();
            while (in.next()) {
                files(out, in, field);
            }
            out.writeEndArray();
        } else if (type == BsonType.DOCUMENT) {
            in.enter();
            out.writeStartObject();
            while (in.next()) {
                SerializableString name = in.name();
                out.writeFieldName(name);
                files(out, in, field.at(name.getValue()));
            }
            out.writeEndObject();
        } else if (field.here() && type == BsonType.OBJECT_ID) {
            ObjectId id = new ObjectId(in.objectId());
            if (media == null) {
                out.writeString(MediaOutput.relative(id));
            } else {
                media.write(out, id);
            }
        } else {
            value(out, in, null);
        }
    }

    private static void binary(JsonGenerator out, BsonBinary binary) throws IOException {
        out.writeString(
                binary.getType() == BsonBinarySubType.UUID_STANDARD.getValue()
                        ? binary.asUuid().toString()
                        : Base64.getEncoder().encodeToString(binary.getData()));
    }

    private void embedded(JsonGenerator out, BsonCursor in, Replacements replaced) throws IOException {
        RawBsonDocument document = replaced.document(in.value());
        if (document == null) {
            out.writeNull();
            return;
        }
        BsonValue changed = document.get(DocumentFields.UPDATED);
        if (changed != null && changed.isDateTime()) {
            updated = Math.max(updated, changed.asDateTime().getValue());
        }
        members(out, new BsonCursor(document), replaced, etags ? "" : DocumentFields.ETAG);
    }

    /** @param hidden member that is left out; empty if none is */
    private void members(JsonGenerator out, BsonCursor in, Replacements replaced, String hidden) throws IOException {
        out.writeStartObject();
        while (in.next()) {
            SerializableString name = in.name();
            if (!hidden.isEmpty() && name.getValue().equals(hidden)) {
                in.skip();
                continue;
            }
            out.writeFieldName(name);
            value(out, in, replaced == null ? null : replaced.at(name.getValue()));
        }
        out.writeEndObject();
    }

    private void list(JsonGenerator out, BsonCursor in, Replacements replaced) throws IOException {
        in.enter();
        out.writeStartArray();
        while (in.next()) {
            value(out, in, replaced);
        }
        out.writeEndArray();
    }
}
