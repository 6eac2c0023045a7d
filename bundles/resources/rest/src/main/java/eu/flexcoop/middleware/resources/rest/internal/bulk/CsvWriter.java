package eu.flexcoop.middleware.resources.rest.internal.bulk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.store.StoredDocument;

/**
 * A header line and one line per document. Inner fields that the schema names have columns of their own; lists and other objects are
 * JSON in their cell. A field that is absent or null is an empty cell, an empty text is {@code ""}.
 */
final class CsvWriter implements RowWriter {
    private static final CsvFactory FACTORY = new CsvFactory();

    private final StoredDocument document;
    private final CsvGenerator out;
    private final Set<String> columns;
    private final Set<String> parents = new HashSet<>();
    private final ByteArrayOutputStream row = new ByteArrayOutputStream(1024);

    CsvWriter(StoredDocument document, List<String> columns, OutputStream target) throws IOException {
        this.document = document;
        this.columns = Set.copyOf(columns);
        CsvSchema.Builder schema = CsvSchema.builder();
        for (String column : columns) {
            schema.addColumn(column);
            for (int dot = column.indexOf('.'); dot >= 0; dot = column.indexOf('.', dot + 1)) {
                parents.add(column.substring(0, dot));
            }
        }
        this.out = FACTORY.createGenerator(target);
        out.enable(CsvGenerator.Feature.ALWAYS_QUOTE_EMPTY_STRINGS);
        out.setSchema(schema.build().withHeader());
    }

    @Override
    public void write(RawBsonDocument next) throws IOException {
        row.reset();
        // through JSON, so that dates, ids and ETags are written in one place
        try (JsonGenerator json = Json.FACTORY.createGenerator(row)) {
            document.open(json, next);
            json.writeEndObject();
        }
        out.writeStartObject();
        try (JsonParser parser = Json.FACTORY.createParser(row.toByteArray())) {
            parser.nextToken();
            cells(parser, "");
        }
        out.writeEndObject();
    }

    private void cells(JsonParser in, String prefix) throws IOException {
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String path = prefix + in.currentName();
            JsonToken value = in.nextToken();
            if (value == JsonToken.START_OBJECT && parents.contains(path)) {
                cells(in, path + ".");
            } else if (!columns.contains(path)) {
                in.skipChildren();
            } else if (value.isStructStart()) {
                out.writeStringField(path, json(in));
            } else if (value != JsonToken.VALUE_NULL) {
                out.writeFieldName(path);
                scalar(in, value);
            }
        }
    }

    private void scalar(JsonParser in, JsonToken value) throws IOException {
        if (value.isNumeric()) {
            out.writeNumber(in.getText());
        } else if (value.isBoolean()) {
            out.writeBoolean(in.getBooleanValue());
        } else {
            out.writeString(in.getText());
        }
    }

    private static String json(JsonParser in) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator copy = Json.FACTORY.createGenerator(text)) {
            copy.copyCurrentStructure(in);
        }
        return text.toString();
    }

    @Override
    public void end() throws IOException {
        out.close();
    }
}
