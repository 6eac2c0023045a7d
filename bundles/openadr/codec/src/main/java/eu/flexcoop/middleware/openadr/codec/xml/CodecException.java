package eu.flexcoop.middleware.openadr.codec.xml;

import java.util.Objects;
import java.util.Optional;

/** A body cannot be read as an OpenADR message. The message says what is wrong, at which line and element, and why. */
public final class CodecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, so that the right answer can be chosen. */
    public enum Kind {
        /** Not well-formed XML, or XML with a DTD. */
        NOT_XML,
        /** XML, but no OpenADR 2.0b payload. */
        NOT_OPENADR,
        /** A good envelope around a message that OpenADR 2.0b does not know. */
        UNKNOWN_PAYLOAD,
        /** A known message in which something is missing or wrong. */
        INVALID,
        /** Larger or deeper than allowed. */
        TOO_LARGE
    }

    private final Kind kind;
    private final String root;
    private final String requestId;

    CodecException(Kind kind, String message, String root, String requestId, Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.root = root;
        this.requestId = requestId;
    }

    public Kind kind() {
        return kind;
    }

    /** Name of the message's root element, if reading came so far. */
    public Optional<String> root() {
        return Optional.ofNullable(root);
    }

    /** {@code requestID} of the message, if reading came so far. */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }
}
