package eu.flexcoop.middleware.resources.rest.internal.media;

import java.util.Optional;

import org.bson.types.ObjectId;

/**
 * What is known of a stored file.
 *
 * @param length in bytes
 * @param stored milliseconds since 1970; a file never changes
 * @param owner empty for a file that no document has yet
 */
public record MediaFile(
        ObjectId id,
        Optional<String> name,
        Optional<String> contentType,
        long length,
        long stored,
        Optional<Owner> owner) {
    /** What is said of files whose client does not. */
    public static final String UNKNOWN_TYPE = "application/octet-stream";

    /**
     * The document that has the file.
     *
     * @param resource name of the resource through which it was stored
     * @param document its {@code _id}
     */
    public record Owner(String resource, String collection, Object document) {}
}
