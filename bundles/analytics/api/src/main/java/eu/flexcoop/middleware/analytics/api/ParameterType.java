package eu.flexcoop.middleware.analytics.api;

import java.util.Locale;

/** Types of parameters, named as in resource definitions. */
public enum ParameterType {
    STRING,
    BOOLEAN,
    INTEGER,
    /** A number with or without a fraction; {@code number} means the same. */
    FLOAT,
    /** An instant: ISO-8601 with or without a time, UTC unless it says otherwise. */
    DATETIME,
    /** A list of texts. */
    LIST;

    /** The name in descriptors: lower case. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
