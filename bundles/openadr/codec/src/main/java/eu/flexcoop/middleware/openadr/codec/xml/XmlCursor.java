package eu.flexcoop.middleware.openadr.codec.xml;

import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import com.ctc.wstx.exc.WstxIOException;

import eu.flexcoop.middleware.openadr.codec.xml.CodecException.Kind;

/**
 * Walks over the elements of one body by their local names. The pattern for every element is
 * {@code for (int me = in.depth(); in.next(me); )} with a {@code switch} over {@link #name()}; each case must consume its
 * element with {@link #text()}, {@link #skip()} or a loop of its own.
 */
final class XmlCursor {
    private static final int LONGEST_REASON = 300;

    private final XMLStreamReader in;
    private final CodecOptions options;
    private final String[] path;
    private int depth;
    private String root;
    private String requestId;

    XmlCursor(XMLStreamReader in, CodecOptions options) {
        this.in = in;
        this.options = options;
        this.path = new String[options.maxDepth() + 2];
    }

    int depth() {
        return depth;
    }

    String name() {
        return path[depth];
    }

    String namespace() {
        return in.getNamespaceURI();
    }

    /** From now on errors say that this is the message. */
    void enterMessage() {
        root = name();
    }

    /** Moves to the next child of the element at that depth; false when the element is over, which it then has left. */
    boolean next(int parent) {
        while (true) {
            switch (advance()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    return true;
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (depth < parent) {
                        return false;
                    }
                }
                case XMLStreamConstants.END_DOCUMENT -> {
                    return false;
                }
                default -> {
                    // text between elements, comments
                }
            }
        }
    }

    private int advance() {
        try {
            int event = in.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                path[++depth] = in.getLocalName();
                if (depth > options.maxDepth()) {
                    throw error(Kind.TOO_LARGE, "elements are nested deeper than " + options.maxDepth(), null);
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                depth--;
            } else if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw error(Kind.NOT_XML, "document types and entities are not accepted", null);
            }
            return event;
        } catch (XMLStreamException e) {
            throw broken(e);
        }
    }

    /**
     * Text of the current element, without white space around it; the element is consumed. Control characters, which XML 1.1 lets in by
     * reference and XML 1.0 from U+007F on, are refused: names and ids end up in logs and terminals.
     */
    String text() {
        int me = depth;
        String text = anyText(me);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r') {
                throw errorIn(me, Kind.INVALID, "holds the control character U+%04X".formatted((int) c), null);
            }
        }
        return text;
    }

    private String anyText(int me) {
        String text = "";
        // only for text with comments in between, which would take quadratic time otherwise
        StringBuilder parts = null;
        while (true) {
            switch (advance()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (text.isEmpty()) {
                        text = in.getText();
                    } else {
                        parts = parts == null ? new StringBuilder(text) : parts;
                        parts.append(in.getText());
                    }
                    if (Math.max(text.length(), parts == null ? 0 : parts.length()) > options.maxText()) {
                        throw error(
                                Kind.TOO_LARGE, "text is longer than %d characters".formatted(options.maxText()), null);
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    return (parts == null ? text : parts.toString()).strip();
                }
                case XMLStreamConstants.START_ELEMENT -> throw errorIn(
                        me, Kind.INVALID, "holds an element where text is expected", null);
                default -> {
                    // comments and processing instructions
                }
            }
        }
    }

    Optional<String> optionalText() {
        String text = text();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    String requestId() {
        String text = text();
        if (requestId == null) {
            requestId = text;
        }
        return text;
    }

    double real() {
        String text = text();
        try {
            return Lexical.real(text);
        } catch (IllegalArgumentException e) {
            throw wrongValue(e);
        }
    }

    boolean bool() {
        return value(Lexical::bool);
    }

    long unsigned() {
        return value(Lexical::unsigned);
    }

    Duration duration() {
        return value(Lexical::duration);
    }

    Instant instant() {
        return value(text -> Lexical.instant(text, options.zone()));
    }

    /** {@code <dtstart><date-time>...</date-time></dtstart>}. */
    Instant wrappedInstant() {
        Instant instant = null;
        for (int me = depth(); next(me); ) {
            switch (name()) {
                case "date-time" -> instant = instant();
                default -> skip();
            }
        }
        return require(instant, "date-time");
    }

    /** {@code <duration><duration>...</duration></duration>} and its relatives. */
    Duration wrappedDuration() {
        Duration duration = null;
        for (int me = depth(); next(me); ) {
            switch (name()) {
                case "duration" -> duration = duration();
                default -> skip();
            }
        }
        return require(duration, "duration");
    }

    <T> T value(Function<String, T> parser) {
        String text = text();
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw wrongValue(e);
        }
    }

    private CodecException wrongValue(IllegalArgumentException e) {
        return errorIn(depth + 1, Kind.INVALID, e.getMessage(), e);
    }

    void skip() {
        int me = depth;
        while (next(me)) {
            // whatever it holds
        }
    }

    /** For elements that must be there; call it when the element around them has been left. */
    <T> T require(T value, String element) {
        if (value == null) {
            throw errorIn(depth + 1, Kind.INVALID, element + " is missing", null);
        }
        return value;
    }

    CodecException error(Kind kind, String what, Throwable cause) {
        return errorIn(depth, kind, what, cause);
    }

    private CodecException errorIn(int level, Kind kind, String what, Throwable cause) {
        StringBuilder where = new StringBuilder();
        for (int i = 1; i <= Math.min(level, path.length - 1) && path[i] != null; i++) {
            where.append('/').append(Lexical.shorten(path[i]));
        }
        String message = "Line %d, %s: %s"
                .formatted(
                        in.getLocation().getLineNumber(), where.isEmpty() ? "before the first element" : where, what);
        return new CodecException(kind, message, root, requestId, cause);
    }

    private CodecException broken(XMLStreamException e) {
        try {
            throwIfInputBroke(e);
        } catch (IOException io) {
            throw new UncheckedIOException(io);
        }
        return error(Kind.NOT_XML, reason(e), e);
    }

    /** The first line of what the parser says, which quotes names from the message, however long they are. */
    static String reason(XMLStreamException e) {
        String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("not XML");
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "...";
    }

    /** Wrong characters are the sender's fault, a broken stream is not. */
    static void throwIfInputBroke(XMLStreamException e) throws IOException {
        if (e instanceof WstxIOException
                && e.getCause() instanceof IOException io
                && !(io instanceof CharConversionException)
                && !(io instanceof UnsupportedEncodingException)) {
            throw io;
        }
    }
}
