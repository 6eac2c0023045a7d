package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;

/**
 * The table that knows which device hides behind which anonymous id. An entry is made once and never changed: of several
 * nodes that meet a device at the same time the first one names it, and all read that name back.
 */
final class AnonymousIds {
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

    private final TelemetryStore store;

    AnonymousIds(TelemetryStore store) {
        this.store = store;
    }

    /** Ids of devices by their rID prefix; those that have none yet get one. */
    Map<String, DeviceId> named(VenId ven, Collection<String> prefixes) {
        Map<String, DeviceId> known = all(ven);
        List<UpdateOneModel<Document>> missing = prefixes.stream()
                .filter(prefix -> !known.containsKey(prefix))
                .map(prefix -> new UpdateOneModel<Document>(
                        new Document(DocumentFields.VEN_ID, ven.value()).append(TelemetryFields.RID, prefix),
                        new Document(
                                "$setOnInsert",
                                new Document(
                                        DocumentFields.DEVICE_ID,
                                        UUID.randomUUID().toString())),
                        UPSERT))
                .toList();
        if (missing.isEmpty()) {
            return known;
        }
        MongoCalls.bulkUpsert(store.mapId(), missing);
        return all(ven);
    }

    /** All devices that the box ever had, by their rID prefix. */
    Map<String, DeviceId> all(VenId ven) {
        Map<String, DeviceId> ids = new HashMap<>();
        store.mapId()
                .find(Filters.eq(DocumentFields.VEN_ID, ven.value()))
                .forEach(document -> ids.put(
                        document.getString(TelemetryFields.RID),
                        new DeviceId(document.getString(DocumentFields.DEVICE_ID))));
        return ids;
    }
}
