package eu.flexcoop.middleware.der.core.internal;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.Device;
import eu.flexcoop.middleware.telemetry.api.ReportKind;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.core.internal.registration.Announcements;
import eu.flexcoop.middleware.telemetry.core.internal.registration.StoredDeviceDirectory;
import eu.flexcoop.middleware.telemetry.core.internal.registration.StoredRegisteredBoxes;
import eu.flexcoop.middleware.telemetry.spi.RegistrationListener;

/** Boxes that register at telemetry.core, as the VTN has them do it. */
final class Registrations implements AutoCloseable {
    static final String AC = "ac_1_Home_Hall__Kitchen_hvacDevice_1";
    static final String METER = "smartClamp_1_Home_Hall_prosumerDeviceMetering_1";
    static final BoxOwner ANN = owner("ven-1", "ann", "coop");

    final StoredRegisteredBoxes boxes;
    private final Announcements announcements;
    private final StoredDeviceDirectory directory;

    Registrations(MongoCollections mongo, RegistrationListener... listeners) {
        TelemetryStore store = new TelemetryStore(mongo);
        boxes = new StoredRegisteredBoxes(store);
        announcements = new Announcements(store, boxes);
        List.of(listeners).forEach(announcements::addListener);
        directory = new StoredDeviceDirectory(store, announcements, 1000, Clock.systemUTC());
    }

    static BoxOwner owner(String ven, String account, String aggregator) {
        return new BoxOwner(new VenId(ven), new AccountId(account), new AggregatorId(aggregator));
    }

    static Caller caller(Role role, String account, String aggregator) {
        return new Caller(
                account,
                role,
                role == Role.PROSUMER ? Optional.of(new AccountId(account)) : Optional.empty(),
                Optional.of(new AggregatorId(aggregator)),
                Optional.empty());
    }

    static DataPoint usage(String rid) {
        return point(rid, ReportKind.TELEMETRY_USAGE, null);
    }

    static DataPoint status(String rid) {
        return point(rid, ReportKind.TELEMETRY_STATUS, null);
    }

    static DataPoint point(String rid, ReportKind kind, String resource) {
        return new DataPoint(
                rid,
                kind,
                "specifier",
                kind == ReportKind.TELEMETRY_STATUS ? "x-resourceStatus" : "usage",
                "Direct Read",
                Optional.empty(),
                Optional.ofNullable(resource),
                Optional.empty());
    }

    List<Device> register(BoxOwner owner, DataPoint... points) {
        return directory.register(owner, List.of(points)).devices();
    }

    /** An air conditioner that measures and can be set. */
    String registerAirConditioner(BoxOwner owner) {
        return register(owner, usage(AC + "_meterKwh"), status(AC + "_setPoint"), status(AC + "_mode"))
                .get(0)
                .id()
                .value();
    }

    @Override
    public void close() {
        announcements.close();
    }
}
