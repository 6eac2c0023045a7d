package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Clock;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;
import eu.flexcoop.middleware.telemetry.api.SampleIntake;

/** What the services of the VTN stand on. */
record Vtn(
        MongoCollections mongo,
        StoredVenRegistry vens,
        StoredVenOutbox outbox,
        EventDeliveries events,
        StoredOpts opts,
        StoredSubscriptions subscriptions,
        DeviceDirectory devices,
        SampleIntake intake,
        VenAccess access,
        VtnMetrics metrics,
        VtnSettings settings,
        Clock clock) {}
