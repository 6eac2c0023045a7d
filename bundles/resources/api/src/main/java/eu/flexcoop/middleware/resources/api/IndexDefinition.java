package eu.flexcoop.middleware.resources.api;

import java.util.Objects;

import org.bson.Document;

/**
 * An index that a definition asks for with {@code mongo_indexes}.
 *
 * @param name of the index in the collection
 * @param key field to 1, -1 or the kind of index ({@code 2dsphere}, {@code 2d}, {@code text}, {@code hashed}), in order of weight; do
 *     not change it
 * @param options as the command {@code createIndexes} has them, for example {@code unique}; do not change them
 */
public record IndexDefinition(String name, Document key, Document options) {
    public IndexDefinition {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(options, "options");
    }

    /** No two documents of the collection may have the same key. */
    public boolean unique() {
        return options.getBoolean("unique", false);
    }
}
