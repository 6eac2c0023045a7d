package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;

import org.bson.Document;

/** Converts values of MongoDB documents. */
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

    /** 0 if the field is absent. */
    public static long longNumber(Document document, String field) {
        return document.get(field) instanceof Number number ? number.longValue() : 0;
    }

    public static int number(Document document, String field) {
        return document.get(field) instanceof Number number ? number.intValue() : 0;
    }

    public static List<Document> list(Document document, String field) {
        return document.getList(field, Document.class, List.of());
    }
}
