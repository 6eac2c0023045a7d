package eu.flexcoop.middleware.imports.weather.internal;

import java.io.EOFException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.ZipException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.imports.api.FileRefusedException;
import eu.flexcoop.middleware.imports.api.ImportFile;
import eu.flexcoop.middleware.imports.api.Refusals;

/**
 * Reads records as a stream: CSV with a header line, or JSON objects, in a list or one after the other. To Jackson both are objects
 * with fields. For one file and thread.
 */
final class RecordReader {
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(10)
            .maxStringLength(65_536)
            .build();
    private static final JsonFactory JSON =
            JsonFactory.builder().streamReadConstraints(LIMITS).build();
    private static final CsvFactory CSV =
            CsvFactory.builder().streamReadConstraints(LIMITS).build();
    private static final String ADVICE =
            "Nothing was stored. Columns are a station, time, lat, lon and " + Variables.names()
                    + ", for forecasts with _0 to _48 behind; others have to be named as ignored in"
                    + " etc/eu.flexcoop.middleware.imports.weather.cfg.";

    private final JsonParser parser;
    private final String station;
    private final Set<String> ignored;
    private final Map<String, Column> columns = new HashMap<>();

    private RecordReader(JsonParser parser, String station, Set<String> ignored) {
        this.parser = parser;
        this.station = station;
        this.ignored = ignored;
    }

    /**
     * @param ignored names of columns that are left out
     * @param refusals receives records that are not taken in
     * @throws FileRefusedException if it is not of the format; records before it were passed on
     */
    static void read(ImportFile file, Set<String> ignored, Refusals refusals, Consumer<WeatherRecord> records) {
        boolean csv = file.plainName().endsWith(".csv");
        try (JsonParser parser = csv ? csv(file) : JSON.createParser(file.open())) {
            new RecordReader(parser, stem(file), ignored).read(refusals, records);
        } catch (JsonProcessingException e) {
            long line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new FileRefusedException("Line %d: %s".formatted(line, e.getOriginalMessage()), ADVICE);
        } catch (ZipException | EOFException e) {
            throw new FileRefusedException(
                    "%s cannot be decompressed: %s".formatted(file.name(), e.getMessage()), ADVICE);
        } catch (IOException e) {
            throw new UnavailableException("%s cannot be read: %s".formatted(file.name(), e.getMessage()), e);
        }
    }

    private static JsonParser csv(ImportFile file) throws IOException {
        CsvParser parser = CSV.createParser(file.open());
        parser.setSchema(CsvSchema.emptySchema().withHeader());
        parser.enable(CsvParser.Feature.TRIM_SPACES);
        parser.enable(CsvParser.Feature.SKIP_EMPTY_LINES);
        return parser;
    }

    /** The station of records that name none: {@code leeds.csv.gz} is of {@code leeds}. */
    private static String stem(ImportFile file) {
        String name = file.name();
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private void read(Refusals refusals, Consumer<WeatherRecord> records) throws IOException {
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    record(refusals, records);
                }
            } else {
                record(refusals, records);
            }
        }
    }

    private void record(Refusals refusals, Consumer<WeatherRecord> records) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw refused("a record is expected here, not " + parser.currentToken());
        }
        RecordBuilder record = new RecordBuilder(station);
        long line = parser.currentTokenLocation().getLineNr();
        boolean begun = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken cell = parser.nextToken();
            if (!begun) {
                // a row of CSV is said to begin where the one before it ends
                line = parser.currentTokenLocation().getLineNr();
                begun = true;
            }
            Column column = column(name);
            if (!cell.isScalarValue()) {
                if (column != Column.Ignored.IGNORED) {
                    throw refused("'%s' is neither a text nor a number".formatted(name));
                }
                parser.skipChildren();
            } else if (cell != JsonToken.VALUE_NULL && !parser.getText().isBlank()) {
                record.put(column, name, parser.getText().strip());
            }
        }
        try {
            records.accept(record.record());
        } catch (RecordBuilder.RefusedException e) {
            refusals.add("line " + line, 1, e.getMessage());
        }
    }

    private Column column(String name) {
        Column known = columns.get(name);
        if (known == null) {
            known = Column.named(name.strip(), ignored)
                    .orElseThrow(() -> refused("column '%s' is unknown, or its unit is".formatted(shortened(name))));
            columns.put(name, known);
        }
        return known;
    }

    private static String shortened(String name) {
        return name.substring(0, Math.min(name.length(), 100));
    }

    private FileRefusedException refused(String reason) {
        return new FileRefusedException(
                "Line %d: %s".formatted(parser.currentTokenLocation().getLineNr(), reason), ADVICE);
    }
}
