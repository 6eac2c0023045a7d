package eu.flexcoop.middleware.notify.internal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

import org.bson.Document;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/** What a recipient gets: the message as its sender has posted it. */
final class MessageJson {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final JsonWriterSettings SETTINGS = JsonWriterSettings.builder()
            .outputMode(JsonMode.RELAXED)
            .dateTimeConverter((millis, out) -> out.writeString(DATE.format(Instant.ofEpochMilli(millis))))
            .objectIdConverter((id, out) -> out.writeString(id.toHexString()))
            .build();
    private static final List<String> FIELDS = List.of(
            MessageFields.ID,
            MessageFields.SENDER,
            MessageFields.RECIPIENT,
            MessageFields.TYPE,
            MessageFields.CREATED,
            MessageFields.PAYLOAD);

    private MessageJson() {}

    static String of(Document message) {
        Document sent = new Document();
        for (String field : FIELDS) {
            if (message.containsKey(field)) {
                sent.append(field, message.get(field));
            }
        }
        return sent.toJson(SETTINGS);
    }
}
