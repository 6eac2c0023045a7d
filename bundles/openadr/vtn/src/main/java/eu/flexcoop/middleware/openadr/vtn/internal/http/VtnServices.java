package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.time.Clock;

import io.micrometer.core.instrument.MeterRegistry;

import eu.flexcoop.middleware.openadr.codec.xml.CodecOptions;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnMetrics;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.OptHistory;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.StandingOpts;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventDeliveries;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventOpts;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventService;
import eu.flexcoop.middleware.openadr.vtn.internal.opt.OptService;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.outgoing.OutgoingMessages;
import eu.flexcoop.middleware.openadr.vtn.internal.polling.PollService;
import eu.flexcoop.middleware.openadr.vtn.internal.push.AddressPolicy;
import eu.flexcoop.middleware.openadr.vtn.internal.push.PushClient;
import eu.flexcoop.middleware.openadr.vtn.internal.push.PushSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.push.PushedMessages;
import eu.flexcoop.middleware.openadr.vtn.internal.push.Pusher;
import eu.flexcoop.middleware.openadr.vtn.internal.registration.RegisterPartyService;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.ReportService;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.ReportStores;
import eu.flexcoop.middleware.openadr.vtn.internal.signature.VenMessages;
import eu.flexcoop.middleware.openadr.vtn.internal.signature.VenSignatures;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.RegistrationPolicy;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenAccess;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenCandidates;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenPresence;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;
import eu.flexcoop.middleware.telemetry.api.SampleIntake;

/** Wires the services of the VTN over what it stores; the one place that knows how, for the container and for tests. */
public final class VtnServices {
    /** What the VTN keeps in MongoDB. */
    public record Stores(
            StoredVenRegistry vens,
            VenPresence presence,
            StoredVenOutbox outbox,
            EventDeliveries deliveries,
            StandingOpts opts,
            OptHistory history,
            ReportStores reports,
            VenCandidates candidates) {}

    private final Stores stores;
    private final VenMessages messages;
    private final VenAccess access;
    private final OutgoingMessages outgoing;
    private final VtnDispatcher dispatcher;
    private final MeterRegistry meters;
    private final Clock clock;

    public VtnServices(
            Stores stores,
            DeviceDirectory devices,
            SampleIntake intake,
            VenSignatures signatures,
            MeterRegistry meters,
            VtnSettings settings,
            RegistrationPolicy policy,
            AddressPolicy addresses,
            Clock clock) {
        this.stores = stores;
        this.meters = meters;
        this.clock = clock;
        StoredVenOutbox outbox = stores.outbox();
        messages = new VenMessages(
                CodecOptions.DEFAULT.withZone(settings.zone()).withMaxBytes(settings.maxBodyBytes()), signatures);
        access = new VenAccess(stores.vens(), stores.presence(), outbox.pushes(), policy, clock);
        VtnMetrics metrics = new VtnMetrics(meters);
        EventService events = new EventService(stores.deliveries(), stores.history(), outbox, access, settings, clock);
        ReportService reports = new ReportService(
                stores.vens(), outbox, stores.reports(), devices, intake, access, metrics, settings, clock);
        outgoing = new OutgoingMessages(outbox, events, reports);
        dispatcher = new VtnDispatcher(
                messages,
                access,
                new RegisterPartyService(
                        stores.vens(),
                        outbox,
                        stores.reports(),
                        stores.deliveries(),
                        stores.candidates(),
                        access,
                        policy,
                        messages,
                        addresses,
                        settings,
                        clock),
                events,
                reports,
                new OptService(
                        stores.opts(),
                        stores.history(),
                        new EventOpts(stores.deliveries(), stores.opts(), clock),
                        outbox,
                        access),
                new PollService(outgoing, access, metrics),
                metrics,
                settings);
    }

    /** Reads what VENs send and writes what they get, with or without signatures. */
    public VenMessages messages() {
        return messages;
    }

    /** Understands and answers what VENs send. */
    public VtnDispatcher dispatcher() {
        return dispatcher;
    }

    /** Sends the messages of the VENs that do not poll; to be started and closed by the caller. */
    public Pusher newPusher(PushClient client, PushSettings settings) {
        return new Pusher(
                stores.outbox(),
                stores.vens(),
                outgoing,
                new PushedMessages(messages, dispatcher::answered),
                access,
                client,
                settings,
                meters,
                clock);
    }

    /** What the VTN has to tell VENs. */
    public OutgoingMessages outgoing() {
        return outgoing;
    }
}
