package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

import org.bson.Document;

/** Reads values of Mongo documents as ours. */
final class Documents {
    private Documents() {}

    static Date date(Instant instant) {
        return Date.from(instant);
    }

    static Instant instant(Document document, String field) {
        return document.getDate(field).toInstant();
    }

    static Optional<Instant> optionalInstant(Document document, String field) {
        return Optional.ofNullable(document.getDate(field)).map(Date::toInstant);
    }

    static Optional<String> optionalString(Document document, String field) {
        return Optional.ofNullable(document.getString(field));
    }

    static int number(Document document, String field) {
        return document.get(field) instanceof Number number ? number.intValue() : 0;
    }

    static List<Document> list(Document document, String field) {
        return document.getList(field, Document.class, List.of());
    }
}
