package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

import org.bson.Document;

/** Reads values of Mongo documents as ours. */
public final class Documents {
    private Documents() {}

    public static Date date(Instant instant) {
        return Date.from(instant);
    }

    public static Instant instant(Document document, String field) {
        return document.getDate(field).toInstant();
    }

    public static Optional<Instant> optionalInstant(Document document, String field) {
        return Optional.ofNullable(document.getDate(field)).map(Date::toInstant);
    }

    public static Optional<String> optionalString(Document document, String field) {
        return Optional.ofNullable(document.getString(field));
    }

    public static int number(Document document, String field) {
        return document.get(field) instanceof Number number ? number.intValue() : 0;
    }

    public static List<Document> list(Document document, String field) {
        return document.getList(field, Document.class, List.of());
    }
}
