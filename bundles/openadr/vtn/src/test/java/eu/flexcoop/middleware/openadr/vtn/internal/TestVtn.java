package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.CollectionFollower;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.signature.SigningKey;
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
import eu.flexcoop.middleware.openadr.vtn.internal.push.PushSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.registration.StoredVenAdministration;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.ReportStores;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.ResourceStates;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.StoredOffers;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.StoredProductions;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.StoredSubscriptions;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.SubscriptionPolicy;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.SubscriptionWatch;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.VtnReports;
import eu.flexcoop.middleware.openadr.vtn.internal.signature.VenMessages;
import eu.flexcoop.middleware.openadr.vtn.internal.signature.VenSignatures;
import eu.flexcoop.middleware.openadr.vtn.internal.targets.TargetExpansion;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.OnlineWatch;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.PushSchedule;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.RegistrationPolicy;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenCandidates;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenPresence;
import eu.flexcoop.middleware.security.api.BoxCertificate;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.telemetry.api.BoxEnergy;
import eu.flexcoop.middleware.telemetry.api.BoxOwner;
import eu.flexcoop.middleware.telemetry.api.BoxResource;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.Device;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;
import eu.flexcoop.middleware.telemetry.api.IntakeResult;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.api.RegisteredPoints;
import eu.flexcoop.middleware.telemetry.api.ResourceDirectory;
import eu.flexcoop.middleware.telemetry.api.SampleIntake;
import eu.flexcoop.middleware.telemetry.api.StatusPoint;
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
    final Resources resources = new Resources();
    final StoredDrEvents events;
    final StandingOpts opts;
    final OptHistory history;
    final StoredSubscriptions subscriptions;
    final ReportStores reports;
    final VtnReports produced;
    final ResourceStates states;
    final Energy energy = new Energy();
    private SubscriptionWatch watch;
    final StoredVenAdministration administration;
    final Devices devices = new Devices();
    final Intake intake = new Intake();
    public final VtnServices services;
    public final VtnDispatcher dispatcher;
    public final VenMessages messages;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    public TestVtn(TestMongo mongo) {
        this(mongo, new TurnableClock(), settings(false));
    }

    public TestVtn(TestMongo mongo, TurnableClock clock, VtnSettings settings) {
        this(mongo, clock, settings, Duration.ofMinutes(1));
    }

    TestVtn(TestMongo mongo, RegistrationPolicy policy) {
        this(mongo, new TurnableClock(), settings(true), Duration.ofMinutes(1), policy, SubscriptionPolicy.standard());
    }

    TestVtn(TestMongo mongo, TurnableClock clock, SubscriptionPolicy policy) {
        this(mongo, clock, settings(false), Duration.ofMinutes(1), openAdmission(), policy);
    }

    /** @param lease of a node that creates an event */
    public TestVtn(TestMongo mongo, TurnableClock clock, VtnSettings settings, Duration lease) {
        this(mongo, clock, settings, lease, openAdmission(), SubscriptionPolicy.standard());
    }

    /** @param signingKey absent if the VTN cannot sign */
    TestVtn(TestMongo mongo, Optional<SigningKey> signingKey) {
        this(
                mongo,
                new TurnableClock(),
                settings(false),
                Duration.ofMinutes(1),
                openAdmission(),
                SubscriptionPolicy.standard(),
                signingKey,
                TestPushSettings.settings());
    }

    private static RegistrationPolicy openAdmission() {
        return new RegistrationPolicy(RegistrationPolicy.Admission.OPEN, true, true);
    }

    private TestVtn(
            TestMongo mongo,
            TurnableClock clock,
            VtnSettings settings,
            Duration lease,
            RegistrationPolicy policy,
            SubscriptionPolicy reportPolicy) {
        this(
                mongo,
                clock,
                settings,
                lease,
                policy,
                reportPolicy,
                Optional.of(new SigningKey(SIGNER.key(), SIGNER.certificate())),
                TestPushSettings.settings());
    }

    /** @param push where VENs may be pushed to */
    TestVtn(TestMongo mongo, PushSettings push) {
        this(
                mongo,
                new TurnableClock(),
                settings(false),
                Duration.ofMinutes(1),
                openAdmission(),
                SubscriptionPolicy.standard(),
                Optional.of(new SigningKey(SIGNER.key(), SIGNER.certificate())),
                push);
    }

    private TestVtn(
            TestMongo mongo,
            TurnableClock clock,
            VtnSettings settings,
            Duration lease,
            RegistrationPolicy policy,
            SubscriptionPolicy reportPolicy,
            Optional<SigningKey> signingKey,
            PushSettings push) {
        this.clock = clock;
        presence = new VenPresence(mongo, Duration.ofMinutes(1), Duration.ofMinutes(5));
        vens = new StoredVenRegistry(mongo, presence);
        online = new OnlineWatch(vens, presence, meters, clock);
        outbox = new StoredVenOutbox(mongo, new PushSchedule(mongo), Duration.ofSeconds(30), clock);
        deliveries = new EventDeliveries(mongo, Duration.ofMinutes(1), Set.of(EventFixtures.HELD_MARKET), clock);
        opts = new StandingOpts(mongo, clock);
        history = new OptHistory(mongo, clock);
        groups = new StoredVenGroups(mongo, vens, clock);
        TargetExpansion targets = new TargetExpansion(vens, groups, resources);
        events = new StoredDrEvents(mongo, targets, outbox, deliveries, opts, lease, clock);
        subscriptions = new StoredSubscriptions(mongo, reportPolicy, clock);
        states = new ResourceStates(mongo);
        produced = new VtnReports(true, energy, new StoredProductions(mongo, clock), outbox, clock);
        reports = new ReportStores(new StoredOffers(mongo, clock), subscriptions, reportPolicy, produced, states);
        VenCandidates candidates = new VenCandidates(mongo);
        administration = new StoredVenAdministration(vens, outbox, reports, deliveries, presence, candidates, clock);
        services = new VtnServices(
                new VtnServices.Stores(vens, presence, outbox, deliveries, opts, history, reports, candidates),
                devices,
                intake,
                new VenSignatures(mongo, signingKey, TestVtn::identify, Duration.ofMinutes(2), clock),
                meters,
                settings,
                policy,
                push.addresses(),
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

    static VtnSettings settings(boolean allowWithoutCertificate) {
        return new VtnSettings(
                "FLEXCOOP",
                Duration.ofSeconds(10),
                allowWithoutCertificate,
                new AggregatorId("dev.example"),
                true,
                ZoneOffset.UTC,
                1_000_000);
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

    static final class TurnableClock extends Clock {
        private Instant now = Instant.parse("2026-11-24T12:00:00Z");

        void turn(Duration forward) {
            now = now.plus(forward);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    static final class Devices implements DeviceDirectory {
        final List<DataPoint> registered = new ArrayList<>();
        Map<String, String> refused = Map.of();
        long revision;

        @Override
        public RegisteredPoints register(BoxOwner owner, List<DataPoint> points) {
            registered.clear();
            registered.addAll(points);
            return new RegisteredPoints(++revision, List.of(), refused);
        }

        @Override
        public Map<DeviceId, Device> devices(Collection<DeviceId> ids) {
            return Map.of();
        }
    }

    /** Resources that boxes have registered, as a test says. */
    static final class Resources implements ResourceDirectory {
        final List<BoxResource> registered = new ArrayList<>();
        final List<StatusPoint> statusPoints = new ArrayList<>();

        /** A device with a status, called {@code device-<resource>}. */
        void putStatus(VenId ven, String account, String resource, String... items) {
            BoxOwner owner = new BoxOwner(ven, new AccountId("account-" + account), new AggregatorId("coop.example"));
            BoxResource device = new BoxResource(resource, resource, new DeviceId("device-" + resource), owner);
            for (String item : items) {
                statusPoints.add(new StatusPoint(device, item, resource + "_" + item));
            }
        }

        /** By a name and for a class, under which it is found. */
        void put(VenId ven, String account, String resource, String deviceClass) {
            BoxOwner owner = new BoxOwner(ven, new AccountId("account-" + account), new AggregatorId("coop.example"));
            for (String wanted : List.of(resource, deviceClass)) {
                registered.add(new BoxResource(wanted, resource, new DeviceId("device-" + resource), owner));
            }
        }

        @Override
        public void named(Collection<String> names, Consumer<BoxResource> found) {
            registered.stream().filter(each -> names.contains(each.wanted())).forEach(found);
        }

        @Override
        public void named(Collection<String> names, Collection<VenId> vens, Consumer<BoxResource> found) {
            named(names, each -> {
                if (vens.contains(each.owner().ven())) {
                    found.accept(each);
                }
            });
        }

        @Override
        public void ofClasses(Collection<String> deviceClasses, Consumer<BoxResource> found) {
            named(deviceClasses, found);
        }

        @Override
        public List<StatusPoint> statusPoints(Collection<DeviceId> wanted) {
            return statusPoints.stream()
                    .filter(point -> wanted.contains(point.device().device()))
                    .toList();
        }
    }

    static final class Energy implements BoxEnergy {
        List<String> points = List.of();
        List<QuarterHour> values = List.of();

        @Override
        public List<String> points(VenId ven) {
            return points;
        }

        @Override
        public List<QuarterHour> energy(VenId ven, Collection<String> rids, Instant from, Instant to) {
            return values.stream()
                    .filter(value -> rids.contains(value.rid())
                            && !value.start().isBefore(from)
                            && value.start().isBefore(to))
                    .toList();
        }
    }

    static final class Intake implements SampleIntake {
        final List<RawSample> stored = new ArrayList<>();
        long registration;
        Set<String> unknown = Set.of();
        Map<String, String> refused = Map.of();
        boolean away;

        @Override
        public IntakeResult accept(VenId ven, long registration, List<RawSample> samples) {
            this.registration = registration;
            if (away) {
                throw new UnavailableException("the store is away", null);
            }
            List<RawSample> known = samples.stream()
                    .filter(s -> !unknown.contains(s.rid()) && !refused.containsKey(s.rid()))
                    .toList();
            stored.addAll(known);
            return new IntakeResult(known.size(), unknown, refused);
        }
    }
}
