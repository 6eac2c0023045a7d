package eu.flexcoop.middleware.resources.rest.internal.media;

/** What happens to files together with a write of their documents. */
@FunctionalInterface
public interface FileChange {
    /** Of documents without files. */
    FileChange NONE = () -> {};

    /** The store has the write; files that no document has any more are removed. If the write fails, this is not called. */
    void done();
}
