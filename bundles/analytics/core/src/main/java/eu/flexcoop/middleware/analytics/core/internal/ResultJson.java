package eu.flexcoop.middleware.analytics.core.internal;

import java.time.Instant;
import java.util.Optional;

import org.bson.Document;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

import eu.flexcoop.middleware.analytics.api.ModuleResult;
import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;

/** Makes results from their documents. */
final class ResultJson {
    private static final JsonWriterSettings PLAIN = JsonWriterSettings.builder()
            .outputMode(JsonMode.RELAXED)
            .objectIdConverter((id, writer) -> writer.writeString(id.toHexString()))
            .dateTimeConverter((millis, writer) ->
                    writer.writeString(Instant.ofEpochMilli(millis).toString()))
            .build();

    private ResultJson() {}

    static ModuleResult result(Document document) {
        return new ModuleResult(
                document.getObjectId(OutboxFields.ID).toHexString(),
                document.getDate(StoredResults.COMPUTED_AT).toInstant(),
                document.getDate(DocumentFields.UPDATED).toInstant(),
                text(document, DocumentFields.DEVICE_ID).map(DeviceId::new),
                text(document, DocumentFields.ACCOUNT_ID).map(AccountId::new),
                text(document, DocumentFields.AGGREGATOR_ID).map(AggregatorId::new),
                document.toJson(PLAIN));
    }

    /** A module may give a field of this name any type. */
    private static Optional<String> text(Document document, String field) {
        return document.get(field) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }
}
