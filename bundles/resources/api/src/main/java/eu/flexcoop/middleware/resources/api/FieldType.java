package eu.flexcoop.middleware.resources.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a value can be. In JSON definitions the names are written in lower case. */
public enum FieldType {
    STRING,
    INTEGER,
    FLOAT,
    NUMBER,
    BOOLEAN,
    /** A moment; written in the date format of the API, stored as a BSON date in UTC. */
    DATETIME,
    DICT,
    LIST,
    OBJECTID,
    /** A UUID in its 36 letter form, stored as text. */
    UUID,
    /** A decimal of 34 digits, answered as text. */
    DECIMAL,
    /** A reference {@code {"$ref": collection, "$id": id}}, optionally with {@code $db}; {@code $col} is accepted for {@code $ref}. */
    DBREF,
    /** A file; the document has its id, an ObjectId. */
    MEDIA,
    POINT,
    LINESTRING,
    POLYGON,
    MULTIPOINT,
    MULTILINESTRING,
    MULTIPOLYGON,
    GEOMETRYCOLLECTION,
    FEATURE,
    FEATURECOLLECTION;

    /** The name in definitions and messages. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isGeometry() {
        return ordinal() >= POINT.ordinal();
    }

    /** The type with that {@link #key()}, or empty when there is none. */
    public static Optional<FieldType> of(String key) {
        return Arrays.stream(values()).filter(type -> type.key().equals(key)).findFirst();
    }

    /** All keys, for messages about a wrong one. */
    public static String keys() {
        return Arrays.stream(values()).map(FieldType::key).collect(Collectors.joining(", "));
    }
}
