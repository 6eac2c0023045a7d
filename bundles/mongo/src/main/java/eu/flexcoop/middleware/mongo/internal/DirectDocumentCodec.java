package eu.flexcoop.middleware.mongo.internal;

import java.util.Date;
import java.util.Map;

import org.bson.BsonReader;
import org.bson.BsonValue;
import org.bson.BsonWriter;
import org.bson.Document;
import org.bson.codecs.Codec;
import org.bson.codecs.CollectibleCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecRegistry;
import org.bson.types.ObjectId;

/**
 * Writes documents as {@link DocumentCodec} does, without a look-up of the codec for each value: the driver's look-up allocates and
 * hashes twice per value, a sixth of what writing a document costs. Values of rarer types are left to the registry. Thread-safe.
 */
final class DirectDocumentCodec implements CollectibleCodec<Document> {
    private static final String ID = "_id";

    private final CodecRegistry registry;
    private final CollectibleCodec<Document> driver;

    /** @param registry has the codecs of all other types, with the representation of UUIDs that is wanted */
    DirectDocumentCodec(CodecRegistry registry) {
        this.registry = registry;
        this.driver = (CollectibleCodec<Document>) registry.get(Document.class);
    }

    @Override
    public void encode(BsonWriter writer, Document document, EncoderContext context) {
        writer.writeStartDocument();
        boolean idFirst = context.isEncodingCollectibleDocument() && document.containsKey(ID);
        if (idFirst) {
            writer.writeName(ID);
            value(writer, document.get(ID));
        }
        members(writer, document, idFirst);
        writer.writeEndDocument();
    }

    private void members(BsonWriter writer, Map<?, ?> document, boolean withoutId) {
        for (Map.Entry<?, ?> member : document.entrySet()) {
            String name = (String) member.getKey();
            if (!withoutId || !name.equals(ID)) {
                writer.writeName(name);
                value(writer, member.getValue());
            }
        }
    }

    private void value(BsonWriter writer, Object value) {
        if (value instanceof String text) {
            writer.writeString(text);
        } else if (value instanceof Double number) {
            writer.writeDouble(number);
        } else if (value instanceof Date date) {
            writer.writeDateTime(date.getTime());
        } else if (value instanceof ObjectId id) {
            writer.writeObjectId(id);
        } else if (value instanceof Integer number) {
            writer.writeInt32(number);
        } else if (value instanceof Long number) {
            writer.writeInt64(number);
        } else if (value instanceof Boolean truth) {
            writer.writeBoolean(truth);
        } else if (value instanceof Document document) {
            writer.writeStartDocument();
            members(writer, document, false);
            writer.writeEndDocument();
        } else if (value instanceof Iterable<?> list) {
            writer.writeStartArray();
            for (Object element : list) {
                value(writer, element);
            }
            writer.writeEndArray();
        } else if (value == null) {
            writer.writeNull();
        } else {
            other(writer, value);
        }
    }

    @SuppressWarnings("unchecked")
    private void other(BsonWriter writer, Object value) {
        ((Codec<Object>) registry.get(value.getClass()))
                .encode(writer, value, EncoderContext.builder().build());
    }

    @Override
    public Document decode(BsonReader reader, DecoderContext context) {
        return driver.decode(reader, context);
    }

    @Override
    public Class<Document> getEncoderClass() {
        return Document.class;
    }

    @Override
    public Document generateIdIfAbsentFromDocument(Document document) {
        return driver.generateIdIfAbsentFromDocument(document);
    }

    @Override
    public boolean documentHasId(Document document) {
        return document.containsKey(ID);
    }

    @Override
    public BsonValue getDocumentId(Document document) {
        return driver.getDocumentId(document);
    }
}
