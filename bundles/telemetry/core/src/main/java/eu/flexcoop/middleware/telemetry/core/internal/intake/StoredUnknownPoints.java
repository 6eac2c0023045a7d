package eu.flexcoop.middleware.telemetry.core.internal.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.telemetry.api.IntakeResult;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.SampleIntake;
import eu.flexcoop.middleware.telemetry.api.UnknownPoint;
import eu.flexcoop.middleware.telemetry.api.UnknownPoints;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.registration.Registration;
import eu.flexcoop.middleware.telemetry.core.internal.registration.StoredDeviceDirectory;

/** Lists what was kept aside in {@code telemetry_unknown} and takes it in once its rID is registered. */
@Component(service = {UnknownPoints.class, StoredUnknownPoints.class})
public final class StoredUnknownPoints implements UnknownPoints {
    private final TelemetryStore store;
    private final StoredDeviceDirectory directory;
    private final SampleIntake intake;

    @Activate
    public StoredUnknownPoints(
            @Reference TelemetryStore store,
            @Reference StoredDeviceDirectory directory,
            @Reference SampleIntake intake) {
        this.store = store;
        this.directory = directory;
        this.intake = intake;
    }

    @Override
    public List<UnknownPoint> list(Optional<VenId> ven, int most) {
        Bson which = ven.map(StoredUnknownPoints::of).orElseGet(Filters::empty);
        return MongoCalls.call("list unknown rIDs", () -> store.unknown()
                .find(which)
                .sort(Sorts.descending(DocumentFields.UPDATED))
                .limit(most)
                .map(StoredUnknownPoints::point)
                .into(new ArrayList<>()));
    }

    private static UnknownPoint point(Document document) {
        List<RawSample> kept = UnknownSamples.samples(document);
        return new UnknownPoint(
                new VenId(document.getString(DocumentFields.VEN_ID)),
                document.getString(TelemetryFields.RID),
                document.getLong(UnknownSamples.COUNT),
                kept.size(),
                document.getDate(UnknownSamples.FIRST).toInstant(),
                document.getDate(DocumentFields.UPDATED).toInstant(),
                kept.get(kept.size() - 1).value());
    }

    @Override
    public long retry(VenId ven) {
        Registration registration = directory.latestRegistration(ven);
        List<Document> waiting = MongoCalls.call("read what was kept aside of VEN " + ven, () -> store.unknown()
                .find(Filters.and(
                        of(ven),
                        Filters.in(TelemetryFields.RID, registration.points().keySet())))
                .into(new ArrayList<>()));
        long stored = 0;
        for (Document document : waiting) {
            // with its revision, since this node may still know the registration before
            IntakeResult result = intake.accept(ven, registration.revision(), UnknownSamples.samples(document));
            stored += result.stored();
            forgetUnlessMoreCame(ven, document);
        }
        return stored;
    }

    /** A node that did not know the registration yet may have kept more aside meanwhile; that waits for the next time. */
    private void forgetUnlessMoreCame(VenId ven, Document document) {
        MongoCalls.call("forget what was kept aside of VEN " + ven, () -> store.unknown()
                .deleteOne(Filters.and(
                        Filters.eq(TelemetryFields.ID, document.get(TelemetryFields.ID)),
                        Filters.eq(UnknownSamples.COUNT, document.getLong(UnknownSamples.COUNT)))));
    }

    @Override
    public long forget(VenId ven) {
        return MongoCalls.call(
                "forget what was kept aside of VEN " + ven,
                () -> store.unknown().deleteMany(of(ven)).getDeletedCount());
    }

    private static Bson of(VenId ven) {
        return Filters.eq(DocumentFields.VEN_ID, ven.value());
    }
}
