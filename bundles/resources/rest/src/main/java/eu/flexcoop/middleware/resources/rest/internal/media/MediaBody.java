package eu.flexcoop.middleware.resources.rest.internal.media;

import java.io.FilterInputStream;
import java.io.InputStream;
import java.util.Optional;

/** The body of a request to a resource whose documents have files. For one thread. */
public final class MediaBody extends FilterInputStream {
    private final Uploads uploads;

    public MediaBody(InputStream body, Uploads uploads) {
        super(body);
        this.uploads = uploads;
    }

    /** Where the files of a body go; empty if its resource has none. */
    public static Optional<Uploads> uploads(InputStream body) {
        return body instanceof MediaBody media ? Optional.of(media.uploads) : Optional.empty();
    }
}
