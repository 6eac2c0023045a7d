package eu.flexcoop.middleware.resources.rest.internal.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/** JSON in and out without trees in between: texts become BSON values, values become text. */
public final class Json {
    /** Most objects, lists, names and values of one document or body: memory grows with their number, not with the bytes. */
    static final int MOST_TOKENS = 250_000;
    /** Most letters in the texts of one document or body; MongoDB stores no more in one document. */
    static final int MOST_LETTERS = 16 << 20;
    /** Names stay in the parser's table, which all requests share and which has up to 6 000 of them. */
    private static final int LONGEST_NAME = 1000;
    /** MongoDB stores no deeper documents. */
    private static final int DEEPEST = 100;

    public static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNameLength(LONGEST_NAME)
                    .maxNestingDepth(DEEPEST)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .build();

    private Json() {}

    /** Something that writes one JSON value. */
    public interface Content {
        void write(JsonGenerator out) throws IOException;
    }

    public static byte[] write(int expectedBytes, Content content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(expectedBytes);
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            content.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: the stream is memory", e);
        }
        return bytes.toByteArray();
    }

    /** Reads a whole body. Objects become {@link Document}, lists {@link List}. */
    public static Object read(InputStream in) {
        try (JsonParser parser = FACTORY.createParser(in)) {
            return whole(parser);
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("The body is not valid JSON: %s", reason(e));
        } catch (IOException e) {
            throw Problem.badRequest("The body cannot be read: %s", e.getMessage());
        }
    }

    public static Object read(String text, String what) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return whole(parser);
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("'%s' is not valid JSON: %s", what, reason(e));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: the source is memory", e);
        }
    }

    /** Why the parser refuses, and where. */
    public static String reason(JsonProcessingException e) {
        // the parser goes on about where the enclosing object began
        String message = e.getOriginalMessage().replaceFirst(" \\(start marker.*", "");
        return e.getLocation() == null
                ? message
                : "%s (line %d, column %d)"
                        .formatted(
                                message,
                                e.getLocation().getLineNr(),
                                e.getLocation().getColumnNr());
    }

    private static Object whole(JsonParser parser) throws IOException {
        if (parser.nextToken() == null) {
            throw new JsonParseException(parser, "there is nothing");
        }
        Object value = value(parser);
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "there is something behind its end");
        }
        return value;
    }

    /**
     * The value at which the parser is; it is at its last token afterwards.
     *
     * @throws Problem 413 if it would take too much memory
     */
    public static Object value(JsonParser parser) throws IOException {
        return value(parser, new Size());
    }

    /** What a value has taken so far. */
    private static final class Size {
        private int tokens;
        private int letters;

        void add(int length) {
            letters += length;
            if (++tokens > MOST_TOKENS || letters > MOST_LETTERS) {
                throw Problem.tooManyValues(MOST_TOKENS, MOST_LETTERS);
            }
        }
    }

    private static Object value(JsonParser parser, Size size) throws IOException {
        size.add(parser.currentToken() == JsonToken.VALUE_STRING ? parser.getTextLength() : 0);
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Document document = new Document();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    if (name.indexOf('\0') >= 0) { // BSON names end there
                        throw new JsonParseException(parser, "a name has a NUL character");
                    }
                    size.add(name.length());
                    parser.nextToken();
                    document.put(name, value(parser, size));
                }
                yield document;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser, size));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> switch (parser.getNumberType()) {
                case INT -> (Object) parser.getIntValue();
                case LONG -> (Object) parser.getLongValue();
                default -> (Object) parser.getDoubleValue();
            };
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            default -> throw new JsonParseException(parser, "unexpected " + parser.currentToken());
        };
    }

    public static void write(JsonGenerator out, Object value, DateText dates) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof String text) {
            out.writeString(text);
        } else if (value instanceof Integer number) {
            out.writeNumber(number);
        } else if (value instanceof Long number) {
            out.writeNumber(number);
        } else if (value instanceof Decimal128) {
            out.writeString(value.toString());
        } else if (value instanceof Number number) {
            writeDouble(out, number.doubleValue());
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (value instanceof Date date) {
            out.writeString(dates.format(date.getTime()));
        } else if (value instanceof ObjectId id) {
            out.writeString(id.toHexString());
        } else if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.writeFieldName(entry.getKey().toString());
                write(out, entry.getValue(), dates);
            }
            out.writeEndObject();
        } else if (value instanceof Iterable<?> list) {
            out.writeStartArray();
            for (Object element : list) {
                write(out, element, dates);
            }
            out.writeEndArray();
        } else {
            out.writeString(value.toString());
        }
    }

    /** JSON has no NaN; clients of the platform get null. */
    public static void writeDouble(JsonGenerator out, double number) throws IOException {
        if (Double.isFinite(number)) {
            out.writeNumber(number);
        } else {
            out.writeNull();
        }
    }
}
