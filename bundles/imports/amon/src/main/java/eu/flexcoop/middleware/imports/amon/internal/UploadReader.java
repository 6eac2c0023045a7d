package eu.flexcoop.middleware.imports.amon.internal;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.imports.api.FileRefusedException;
import eu.flexcoop.middleware.imports.api.ImportFile;

/**
 * Reads an upload as a stream: a document, a list of documents, or one document after the other. Fields may come in any order, so
 * what a document says of its readings is known at its end only. For one file and thread.
 */
final class UploadReader {
    /** What is found, in the order of the file. */
    interface Visitor {
        /** @param number of the measurement within its document, from 0 */
        void measurement(int document, long number, AmonMeasurement measurement);

        /** After the measurements of the document. */
        void document(DeviceUpload document);
    }

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(50)
                    .maxStringLength(65_536)
                    .build())
            .build();
    private static final String ADVICE =
            "Send {\"deviceId\", \"companyId\", \"readings\": […], \"measurements\": […]}, or a list of such documents; nothing was stored.";
    private static final int MOST_READINGS = 50;
    private static final int LONGEST_TEXT = 256;

    private final JsonParser json;
    private final Visitor visitor;
    private int documents;

    private UploadReader(JsonParser json, Visitor visitor) {
        this.json = json;
        this.visitor = visitor;
    }

    /** @throws FileRefusedException if it is not JSON of the expected shape; the visitor has seen the part before it then */
    static void read(ImportFile file, Visitor visitor) {
        try (JsonParser json = JSON.createParser(file.open())) {
            new UploadReader(json, visitor).read();
        } catch (JsonProcessingException e) {
            throw refused(e.getLocation(), e.getOriginalMessage());
        } catch (ZipException | EOFException e) {
            throw new FileRefusedException(
                    "%s cannot be decompressed: %s".formatted(file.name(), e.getMessage()), ADVICE);
        } catch (IOException e) {
            throw new UnavailableException("%s cannot be read: %s".formatted(file.name(), e.getMessage()), e);
        }
    }

    private static FileRefusedException refused(JsonLocation at, String reason) {
        return new FileRefusedException(
                "Line %d, column %d: %s"
                        .formatted(at == null ? 0 : at.getLineNr(), at == null ? 0 : at.getColumnNr(), reason),
                ADVICE);
    }

    private FileRefusedException refused(String reason) {
        return refused(json.currentTokenLocation(), reason);
    }

    private void read() throws IOException {
        JsonToken first = json.nextToken();
        if (first == null) {
            throw refused("the upload is empty");
        }
        for (JsonToken token = first; token != null; token = json.nextToken()) {
            if (token == JsonToken.START_ARRAY) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    document();
                }
            } else {
                document();
            }
        }
    }

    private void document() throws IOException {
        expect(JsonToken.START_OBJECT, "a document is expected here, not %s");
        int index = documents++;
        Map<String, String> texts = new HashMap<>();
        List<Reading> readings = new ArrayList<>();
        Map<String, Long> measured = new HashMap<>();
        Map<String, UsualInterval> intervals = new HashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "deviceId", "companyId", "account_id", "aggregator_id" -> texts.put(field, text());
                case "readings" -> readings(readings);
                case "measurements" -> measurements(index, measured, intervals);
                default -> json.skipChildren();
            }
        }
        visitor.document(new DeviceUpload(
                index,
                texts.getOrDefault("deviceId", ""),
                texts.getOrDefault("companyId", ""),
                Optional.ofNullable(texts.get("account_id")).filter(text -> !text.isBlank()),
                Optional.ofNullable(texts.get("aggregator_id")).filter(text -> !text.isBlank()),
                readings,
                measured,
                usual(intervals)));
    }

    private static Map<String, Duration> usual(Map<String, UsualInterval> intervals) {
        Map<String, Duration> usual = new HashMap<>();
        intervals.forEach((type, interval) -> interval.get().ifPresent(found -> usual.put(type, found)));
        return usual;
    }

    private void readings(List<Reading> into) throws IOException {
        expect(JsonToken.START_ARRAY, "readings are a list, not %s");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(JsonToken.START_OBJECT, "a reading is an object, not %s");
            if (into.size() == MOST_READINGS) {
                throw refused("a document has more than %d readings".formatted(MOST_READINGS));
            }
            Map<String, String> texts = new HashMap<>();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "type", "period", "unit", "interval" -> texts.put(field, text());
                    default -> json.skipChildren();
                }
            }
            into.add(new Reading(
                    texts.getOrDefault("type", ""),
                    texts.getOrDefault("period", ""),
                    texts.getOrDefault("unit", ""),
                    Optional.ofNullable(texts.get("interval")).filter(text -> !text.isBlank())));
        }
    }

    private void measurements(int index, Map<String, Long> measured, Map<String, UsualInterval> intervals)
            throws IOException {
        expect(JsonToken.START_ARRAY, "measurements are a list, not %s");
        for (long number = 0; json.nextToken() != JsonToken.END_ARRAY; number++) {
            expect(JsonToken.START_OBJECT, "a measurement is an object, not %s");
            AmonMeasurement measurement = measurement();
            // types are told apart as far as a document can have readings of them
            boolean counted = measured.containsKey(measurement.type()) || measured.size() <= MOST_READINGS;
            measured.merge(counted ? measurement.type() : "", 1L, Long::sum);
            if (counted && measurement.fault() == null) {
                intervals
                        .computeIfAbsent(measurement.type(), any -> new UsualInterval())
                        .add(measurement.at());
            }
            visitor.measurement(index, number, measurement);
        }
    }

    private AmonMeasurement measurement() throws IOException {
        String type = "";
        String timestamp = null;
        Double value = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            JsonToken token = json.nextToken();
            switch (field) {
                case "type" -> type = text();
                case "timestamp" -> timestamp = token == JsonToken.VALUE_STRING ? json.getText() : skipped();
                case "value" -> value = token.isNumeric() ? (Double) json.getDoubleValue() : skippedNumber();
                default -> json.skipChildren();
            }
        }
        return AmonMeasurement.of(type, timestamp, value);
    }

    private String skipped() throws IOException {
        json.skipChildren();
        return null;
    }

    private Double skippedNumber() throws IOException {
        json.skipChildren();
        return null;
    }

    /** Texts and numbers, as some partners send numeric ids as numbers; empty for anything else. */
    private String text() throws IOException {
        if (json.currentToken().isScalarValue() && json.currentToken() != JsonToken.VALUE_NULL) {
            String text = json.getText().strip();
            if (text.length() > LONGEST_TEXT) {
                throw refused("a name has %d characters, not at most %d".formatted(text.length(), LONGEST_TEXT));
            }
            return text;
        }
        json.skipChildren();
        return "";
    }

    private void expect(JsonToken wanted, String otherwise) throws IOException {
        JsonToken found = json.currentToken();
        if (found != wanted) {
            throw refused(otherwise.formatted(found == null ? "the end of the file" : found.name()));
        }
    }
}
