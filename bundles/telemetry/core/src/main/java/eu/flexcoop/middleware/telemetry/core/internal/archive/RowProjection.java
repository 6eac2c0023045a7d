package eu.flexcoop.middleware.telemetry.core.internal.archive;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

import org.bson.Document;
import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;

/** A projection of MongoDB on rows in memory, whose fields have no inner ones. */
final class RowProjection {
    private final boolean all;
    private final Predicate<String> shown;

    RowProjection(Document projection) {
        Set<String> named = new HashSet<>();
        boolean includes = false;
        for (var field : projection.entrySet()) {
            boolean on = isOn(field.getValue());
            includes |= on && !field.getKey().equals(TelemetryFields.ID);
            int dot = field.getKey().indexOf('.');
            if (on || dot < 0) {
                named.add(dot < 0 ? field.getKey() : field.getKey().substring(0, dot));
            }
        }
        all = projection.isEmpty();
        boolean withId = !projection.containsKey(TelemetryFields.ID) || isOn(projection.get(TelemetryFields.ID));
        boolean included = includes;
        shown = name -> name.equals(TelemetryFields.ID) ? withId : named.contains(name) == included;
    }

    private static boolean isOn(Object flag) {
        return flag instanceof Number number ? number.doubleValue() != 0 : Boolean.TRUE.equals(flag);
    }

    RawBsonDocument of(RawBsonDocument row) {
        return all ? row : new RawBsonDocument(BsonElements.copy(ArchivedDocuments.bytes(row), shown));
    }
}
