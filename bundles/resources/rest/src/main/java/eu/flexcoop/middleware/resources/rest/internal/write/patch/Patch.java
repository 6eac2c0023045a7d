package eu.flexcoop.middleware.resources.rest.internal.write.patch;

import java.util.Set;

import org.bson.Document;

import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/** A change of documents as a client describes it. Applies to any number of documents; immutable and safe to share between threads. */
public sealed interface Patch permits FieldPatch, MergePatch, JsonPatch, UpdatePatch {
    /** The fields of documents that it may change. */
    Set<String> written();

    /** Fields, with dots where it looks inside them, of whose values its success tells something. */
    default Set<String> read() {
        return Set.of();
    }

    /**
     * Changes the document in place. Values are as they came in JSON; the validation casts them.
     *
     * @param document which nobody else has, nor any part of it
     * @throws Problem 409 if it cannot be applied to this document
     */
    void apply(Document document);
}
