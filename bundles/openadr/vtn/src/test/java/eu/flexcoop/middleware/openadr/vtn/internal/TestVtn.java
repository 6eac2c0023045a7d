package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.CollectionFollower;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.OptHistory;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.StandingOpts;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventAnswers;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventDeliveries;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventSource;
import eu.flexcoop.middleware.openadr.vtn.internal.events.SetPoints;
import eu.flexcoop.middleware.openadr.vtn.internal.events.StoredDrEvents;
import eu.flexcoop.middleware.openadr.vtn.internal.groups.StoredVenGroups;
import eu.flexcoop.middleware.openadr.vtn.internal.http.Answer;
import eu.flexcoop.middleware.openadr.vtn.internal.http.VtnDispatcher;
import eu.flexcoop.middleware.openadr.vtn.internal.http.VtnServices;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.registration.StoredVenAdministration;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.ReportStores;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.ResourceStates;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.StoredOffers;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.StoredProductions;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.StoredSubscriptions;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.SubscriptionWatch;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.VtnReports;
import eu.flexcoop.middleware.openadr.vtn.internal.signature.VenMessages;
import eu.flexcoop.middleware.openadr.vtn.internal.signature.VenSignatures;
import eu.flexcoop.middleware.openadr.vtn.internal.targets.TargetExpansion;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.OnlineWatch;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.PushSchedule;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenCandidates;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenPresence;
import eu.flexcoop.middleware.security.api.BoxCertificate;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.OfficialSchema;
import eu.flexcoop.middleware.testing.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;

/** A node of the VTN on a real mongod with a clock to turn, and neighbours that remember what they were told. */
public final class TestVtn {
    static final Caller ADMIN =
            new Caller("operator", Role.ADMIN, Optional.empty(), Optional.empty(), Optional.empty());
    static final TestCertificate SIGNER = TestCertificate.ec("vtn");
    private static final OadrWriter WRITER = new OadrWriter();
    private static final Queue<TestVtn> OPEN = new ConcurrentLinkedQueue<>();

    final TurnableClock clock;
    final VenPresence presence;
    final StoredVenRegistry vens;
    final OnlineWatch online;
    final StoredVenOutbox outbox;
    final EventDeliveries deliveries;
    final StoredVenGroups groups;
    final TestResources resources = new TestResources();
    final StoredDrEvents events;
    final StandingOpts opts;
    final OptHistory history;
    final StoredSubscriptions subscriptions;
    final ReportStores reports;
    final VtnReports produced;
    final ResourceStates states;
    final TestEnergy energy = new TestEnergy();
    private SubscriptionWatch watch;
    final StoredVenAdministration administration;
    final TestDevices devices = new TestDevices();
    final TestIntake intake = new TestIntake();
    public final VtnServices services;
    public final VtnDispatcher dispatcher;
    public final VenMessages messages;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    public TestVtn(TestMongo mongo) {
        this(mongo, VtnSetup.standard());
    }

    /** Beside another node, with its clock. */
    TestVtn(TestMongo mongo, TurnableClock clock) {
        this(mongo, VtnSetup.standard().withClock(clock));
    }

    public TestVtn(TestMongo mongo, VtnSetup setup) {
        clock = setup.clock();
        presence = new VenPresence(mongo, Duration.ofMinutes(1), Duration.ofMinutes(5));
        vens = new StoredVenRegistry(mongo, presence);
        online = new OnlineWatch(vens, presence, meters, clock);
        outbox = new StoredVenOutbox(mongo, new PushSchedule(mongo), Duration.ofSeconds(30), clock);
        deliveries = new EventDeliveries(mongo, Duration.ofMinutes(1), Set.of(EventFixtures.HELD_MARKET), clock);
        opts = new StandingOpts(mongo, clock);
        history = new OptHistory(mongo, clock);
        groups = new StoredVenGroups(mongo, vens, clock);
        TargetExpansion targets = new TargetExpansion(vens, groups, resources);
        events = new StoredDrEvents(mongo, targets, outbox, deliveries, opts, setup.lease(), clock);
        subscriptions = new StoredSubscriptions(mongo, setup.reports(), clock);
        states = new ResourceStates(mongo);
        produced = new VtnReports(true, energy, new StoredProductions(mongo, clock), outbox, clock);
        reports = new ReportStores(new StoredOffers(mongo, clock), subscriptions, setup.reports(), produced, states);
        VenCandidates candidates = new VenCandidates(mongo);
        administration =
                new StoredVenAdministration(vens, outbox, reports, deliveries, presence, candidates, groups, clock);
        services = new VtnServices(
                new VtnServices.Stores(vens, presence, outbox, deliveries, opts, history, reports, candidates),
                devices,
                intake,
                new VenSignatures(mongo, setup.key(), TestVtn::identify, Duration.ofMinutes(2), clock),
                meters,
                setup.settings(),
                setup.admission(),
                setup.push().addresses(),
                clock);
        dispatcher = services.dispatcher();
        messages = services.messages();
        OPEN.add(this);
    }

    /** The VEN opts in to the first version of an event. */
    EventAnswers.Answered optIn(VenId ven, String eventId) {
        EventResponse answer = new EventResponse("200", Optional.empty(), "r", eventId, 0, OptType.OPT_IN);
        return new EventAnswers(deliveries, clock).store(ven, answer, "m").answered();
    }

    /** Sweeps when told to. */
    SubscriptionWatch watch() {
        if (watch == null) {
            watch = new SubscriptionWatch(reports, outbox, meters, clock);
        }
        return watch;
    }

    /** The views in memory hold what the database holds. */
    TestVtn awaitCurrent() {
        for (CollectionFollower follower : List.of(vens.follower(), outbox.follower(), subscriptions.follower())) {
            try {
                assertThat(follower.awaitCurrent(Duration.ofSeconds(20))).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return this;
    }

    EventSource eventSource() {
        return new EventSource(events, new SetPoints(events, deliveries, resources, vens, clock));
    }

    /** Ends all nodes of a test. */
    public static void closeAll() {
        for (TestVtn node = OPEN.poll(); node != null; node = OPEN.poll()) {
            node.online.close();
            node.vens.close();
            node.outbox.close();
            node.subscriptions.close();
            node.states.close();
            node.presence.close();
        }
    }

    public static Peer box(String name) {
        return Peer.of(new BoxCertificate(
                "FP:" + name,
                "sha256-" + name,
                new AccountId("account-" + name),
                new AggregatorId("coop.example"),
                Instant.parse("2036-01-01T00:00:00Z")));
    }

    /** The box with the common name of the certificate, unless that is {@code stranger}. */
    public static Optional<BoxCertificate> identify(X509Certificate certificate) {
        String name = certificate.getSubjectX500Principal().getName().substring("CN=".length());
        return name.equals("stranger") ? Optional.empty() : box(name).certificate();
    }

    static CreatePartyRegistration registration(Optional<String> registrationId, Optional<String> venId) {
        return new CreatePartyRegistration(
                "reg",
                registrationId,
                venId,
                "2.0b",
                "simpleHttp",
                Optional.empty(),
                false,
                false,
                Optional.of("box"),
                Optional.of(true));
    }

    CreatedPartyRegistration register(Peer peer) {
        return (CreatedPartyRegistration)
                send(OadrService.EI_REGISTER_PARTY, peer, registration(Optional.empty(), Optional.empty()));
    }

    /** Registers the box and answers its id. */
    VenId join(String name) {
        return new VenId(register(box(name)).venId().orElseThrow());
    }

    public OadrPayload send(OadrService service, Peer peer, OadrPayload message) {
        return http(service, peer, message).payload().orElseThrow();
    }

    public Answer http(OadrService service, Peer peer, OadrPayload message) {
        return http(service, peer, WRITER.write(message));
    }

    public Answer http(OadrService service, Peer peer, byte[] body) {
        try {
            Answer answer = dispatcher.handle(service, peer, new ByteArrayInputStream(body));
            answer.payload()
                    .map(payload -> messages.write(payload, answer.signed()))
                    .ifPresent(OfficialSchema::check);
            return answer;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
