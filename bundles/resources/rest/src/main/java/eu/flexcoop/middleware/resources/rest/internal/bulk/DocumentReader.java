package eu.flexcoop.middleware.resources.rest.internal.bulk;

import java.io.Closeable;
import java.util.Optional;

import org.bson.Document;

/** Reads documents one by one from a body. For one thread. */
public interface DocumentReader extends Closeable {
    /**
     * The next document; empty at the end.
     *
     * @throws eu.flexcoop.middleware.resources.rest.internal.message.Problem if what follows is not a document, with its line
     */
    Optional<Document> next();

    /** The line of the body at which the document begins that was read last; from 1. */
    long line();

    /** How much of the body was read, in bytes or characters. */
    long consumed();
}
