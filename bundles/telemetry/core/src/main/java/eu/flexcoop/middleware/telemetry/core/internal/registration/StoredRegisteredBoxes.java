package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.telemetry.api.RegisteredBox;
import eu.flexcoop.middleware.telemetry.api.RegisteredBoxes;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;

/** Reads registrations from the collections that {@link StoredDeviceDirectory} writes. */
@Component(service = {RegisteredBoxes.class, StoredRegisteredBoxes.class})
public final class StoredRegisteredBoxes implements RegisteredBoxes {
    private final TelemetryStore store;

    @Activate
    public StoredRegisteredBoxes(@Reference TelemetryStore store) {
        this.store = store;
    }

    @Override
    public void forEach(Optional<VenId> after, Consumer<RegisteredBox> each) {
        Optional<VenId> next = after(after);
        while (next.isPresent()) {
            box(next.get()).ifPresent(each);
            next = after(next);
        }
    }

    /** One query for each: a cursor over all would time out while the boxes are worked on. */
    private Optional<VenId> after(Optional<VenId> ven) {
        return MongoCalls.call("find the next box", () -> Optional.ofNullable(store.registrations()
                        .find(Filters.gt(
                                TelemetryFields.ID, ven.map(VenId::value).orElse("")))
                        .sort(Sorts.ascending(TelemetryFields.ID))
                        .projection(Projections.include(TelemetryFields.ID))
                        .first())
                .map(found -> new VenId(found.getString(TelemetryFields.ID))));
    }

    @Override
    public Optional<RegisteredBox> box(VenId ven) {
        return MongoCalls.call("read what VEN %s registered".formatted(ven), () -> {
            Document stored = store.registrations()
                    .find(Filters.eq(TelemetryFields.ID, ven.value()))
                    .first();
            if (stored == null) {
                return Optional.empty();
            }
            Registration registration = RegistrationDocument.registration(stored, ven, Instant.EPOCH);
            RegisteredDocuments documents = new RegisteredDocuments(RegisteredDocuments.units(registration));
            add(
                    store.dataPoints()
                            .find(Filters.eq(DocumentFields.VEN_ID, ven.value()))
                            .iterator(),
                    documents);
            add(
                    store.devices()
                            .find(Filters.eq(DocumentFields.VEN_ID, ven.value()))
                            .iterator(),
                    documents);
            return Optional.of(documents.box(registration.owner().orElseThrow(), registration.revision()));
        });
    }

    private static void add(MongoCursor<Document> found, RegisteredDocuments documents) {
        try (found) {
            found.forEachRemaining(documents::add);
        }
    }
}
