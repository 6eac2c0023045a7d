package eu.flexcoop.middleware.mongo.internal;

import com.mongodb.MongoClientSettings;
import org.bson.Document;
import org.bson.UuidRepresentation;
import org.bson.codecs.Codec;
import org.bson.codecs.configuration.CodecRegistries;
import org.bson.codecs.configuration.CodecRegistry;

/** The driver's codecs, but for documents, whose codec is also found without a search. Thread-safe. */
final class DocumentCodecs implements CodecRegistry {
    private final CodecRegistry others = CodecRegistries.withUuidRepresentation(
            MongoClientSettings.getDefaultCodecRegistry(), UuidRepresentation.STANDARD);
    private final Codec<Document> documents = new DirectDocumentCodec(others);

    @Override
    public <T> Codec<T> get(Class<T> type) {
        return type == Document.class ? documents(type) : others.get(type);
    }

    @Override
    public <T> Codec<T> get(Class<T> type, CodecRegistry registry) {
        return type == Document.class ? documents(type) : others.get(type, registry);
    }

    @SuppressWarnings("unchecked")
    private <T> Codec<T> documents(Class<T> type) {
        return (Codec<T>) documents;
    }
}
