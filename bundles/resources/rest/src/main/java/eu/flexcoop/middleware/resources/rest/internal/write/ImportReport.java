package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.LinkedHashMap;
import java.util.Map;

import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;

/** What became of the documents of a body of any length. The errors of the first {@value #NAMED} invalid ones are named. */
final class ImportReport {
    private static final int NAMED = 100;

    private final DateText dates;
    private final Map<Long, Map<String, Object>> issues = new LinkedHashMap<>();
    private long documents;
    private long invalid;

    ImportReport(DateText dates) {
        this.dates = dates;
    }

    /** @param found empty if the document is valid */
    void add(long line, Map<String, Object> found) {
        documents++;
        if (!found.isEmpty()) {
            invalid++;
            if (issues.size() < NAMED) {
                issues.put(line, found);
            }
        }
    }

    long documents() {
        return documents;
    }

    long invalid() {
        return invalid;
    }

    RestResponse stored() {
        return RestResponse.of(201, Json.write(64, out -> {
            out.writeStartObject();
            out.writeStringField("_status", "OK");
            out.writeNumberField("_inserted", documents);
            out.writeEndObject();
        }));
    }

    /** After an upsert: how many are new, and how many have replaced others. */
    static RestResponse upserted(int inserted, int replaced) {
        return RestResponse.of(inserted > 0 ? 201 : 200, Json.write(64, out -> {
            out.writeStartObject();
            out.writeStringField("_status", "OK");
            out.writeNumberField("_inserted", inserted);
            out.writeNumberField("_replaced", replaced);
            out.writeEndObject();
        }));
    }

    RestResponse refused() {
        return RestResponse.of(422, Json.write(1024, out -> {
            out.writeStartObject();
            out.writeStringField("_status", "ERR");
            out.writeArrayFieldStart("_items");
            for (Map.Entry<Long, Map<String, Object>> each : issues.entrySet()) {
                out.writeStartObject();
                out.writeStringField("_status", "ERR");
                out.writeNumberField("_line", each.getKey());
                out.writeFieldName("_issues");
                Json.write(out, each.getValue(), dates);
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeObjectFieldStart("_error");
            out.writeNumberField("code", 422);
            out.writeStringField("message", "Insertion failure: %d document(s) contain(s) error(s)".formatted(invalid));
            out.writeEndObject();
            out.writeEndObject();
        }));
    }
}
