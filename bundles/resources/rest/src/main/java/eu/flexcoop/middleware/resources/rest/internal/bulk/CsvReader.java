package eu.flexcoop.middleware.resources.rest.internal.bulk;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import org.bson.Document;

import eu.flexcoop.middleware.resources.api.Constraint;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/**
 * CSV with a header line. A dotted name of a column is that of an inner field, cells of lists and objects are JSON, and an empty cell
 * leaves its field out. The other cells are texts, which validation casts.
 */
final class CsvReader implements DocumentReader {
    private static final CsvFactory FACTORY = new CsvFactory();
    private static final CsvSchema HEADER = CsvSchema.emptySchema().withHeader();

    private final CsvParser parser;
    private final Map<String, FieldRule> schema;
    private long line;

    CsvReader(InputStream in, Map<String, FieldRule> schema) throws IOException {
        this.schema = schema;
        this.parser = FACTORY.createParser(in);
        parser.setSchema(HEADER);
        parser.enable(CsvParser.Feature.EMPTY_UNQUOTED_STRING_AS_NULL);
        parser.enable(CsvParser.Feature.SKIP_EMPTY_LINES);
    }

    @Override
    public Optional<Document> next() {
        try {
            boolean first = line == 0;
            JsonToken token = parser.nextToken();
            if (first) {
                requireDistinctColumns();
            }
            if (token == null) {
                return Optional.empty();
            }
            Document document = new Document();
            boolean begun = false;
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String column = parser.currentName();
                JsonToken cell = parser.nextToken();
                if (!begun) {
                    // of its first cell: the row is said to begin where the one before it ends
                    line = parser.currentTokenLocation().getLineNr();
                    begun = true;
                }
                if (cell != JsonToken.VALUE_NULL) {
                    put(document, column, parser.getText());
                }
            }
            return Optional.of(document);
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("The body is not valid CSV: %s", Json.reason(e));
        } catch (IOException e) {
            throw Problem.badRequest("The body cannot be read: %s", e.getMessage());
        }
    }

    private void requireDistinctColumns() {
        Set<String> seen = new HashSet<>();
        for (CsvSchema.Column column : parser.getSchema()) {
            if (!seen.add(column.getName())) {
                throw Problem.badRequest("The header line names the column '%s' twice", column.getName());
            }
        }
    }

    private void put(Document document, String column, String cell) {
        Map<String, FieldRule> rules = schema;
        Document target = document;
        int from = 0;
        for (int dot = column.indexOf('.'); dot > 0; dot = column.indexOf('.', from)) {
            String field = column.substring(from, dot);
            Object below = target.get(field);
            if (!(below instanceof Document)) {
                below = new Document();
                target.put(field, below);
            }
            target = (Document) below;
            rules = rules.containsKey(field)
                    ? rules.get(field)
                            .constraint(Constraint.Fields.class)
                            .map(Constraint.Fields::fields)
                            .orElse(Map.of())
                    : Map.of();
            from = dot + 1;
        }
        String field = column.substring(from);
        target.put(field, isJson(rules.get(field)) ? Json.read(cell, column) : cell);
    }

    private static boolean isJson(FieldRule rule) {
        return rule != null
                && rule.types().stream()
                        .anyMatch(type -> type == FieldType.LIST || type == FieldType.DICT || type.isGeometry());
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public long consumed() {
        return Math.max(0, parser.currentLocation().getCharOffset());
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
