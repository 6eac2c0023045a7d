package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.DrTarget;
import eu.flexcoop.middleware.openadr.api.EventDelivery;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.VenOpts;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.PhysicalTarget;
import eu.flexcoop.middleware.openadr.codec.PhysicalTarget.Kind;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CancelOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CanceledOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreateOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreatedOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.EventRef;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.Slot;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.StoredVenOpts;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** EiOpt: opts for events and for periods, and their history. */
class OptTest {
    private static final Peer BOX = TestVtn.box("a");

    private TestMongo mongo;
    private TestVtn vtn;
    private VenId ven;

    @BeforeEach
    void start() throws IOException {
        mongo = TestMongo.empty();
        vtn = new TestVtn(mongo);
        ven = vtn.join("a");
    }

    private DrEvent event() {
        return vtn.events.create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), ven));
    }

    private String answer(DrEvent event, OptType opt, String messageId) {
        EventResponse answer =
                new EventResponse("200", Optional.empty(), "d", event.id(), event.modificationNumber(), opt);
        Response response = (Response) vtn.send(
                OadrService.EI_EVENT, BOX, new CreatedEvent(EiResponse.ok(messageId), List.of(answer), ven.value()));
        return response.response().code();
    }

    private EventDelivery delivery(DrEvent event) {
        return vtn.events
                .deliveries(TestVtn.ADMIN, event.id(), Optional.empty(), 10)
                .get(0);
    }

    private DeliveryState state(DrEvent event) {
        return delivery(event).state();
    }

    private static final Target RADIATOR =
            new Target(List.of(), List.of(), List.of("radiator"), List.of(), List.of(), List.of());

    private static final Target THERMOSTATS =
            new Target(List.of(), List.of(), List.of(), List.of(), List.of(), List.of("Thermostat"));

    private static Optional<EventRef> ref(DrEvent event) {
        return Optional.of(new EventRef(event.id(), event.modificationNumber()));
    }

    private CreateOpt opt(String id, OptType type, Optional<EventRef> event, Target target, Slot... slots) {
        return new CreateOpt(
                id,
                type,
                "economic",
                Optional.empty(),
                ven.value(),
                List.of(slots),
                vtn.clock.instant(),
                "r-" + id,
                event,
                target,
                Optional.empty());
    }

    private String send(CreateOpt opt) {
        CreatedOpt created = (CreatedOpt) vtn.send(OadrService.EI_OPT, BOX, opt);
        assertThat(created.optId()).isEqualTo(opt.optId());
        if (!created.response().isOk()) {
            assertThat(created.response().description().orElse("")).isNotEmpty();
        }
        return created.response().code();
    }

    private String cancel(String optId) {
        return ((CanceledOpt) vtn.send(OadrService.EI_OPT, BOX, new CancelOpt("", optId, ven.value())))
                .response()
                .code();
    }

    private Slot hour(int startMinutes) {
        return new Slot(vtn.clock.instant().plus(Duration.ofMinutes(startMinutes)), Duration.ofHours(1));
    }

    @Test
    void aVenHasSoManyOptsThatAreNotOver() {
        send(opt("first", OptType.OPT_OUT, Optional.empty(), RADIATOR, hour(60)));
        MongoCollection<Document> stored = mongo.database().getCollection("standing_opt");
        Document one = stored.find().first();
        stored.insertMany(IntStream.range(1, 1000)
                .mapToObj(i -> new Document(one).append("_id", new ObjectId()).append("opt_id", "o" + i))
                .toList());

        assertThat(send(opt("more", OptType.OPT_OUT, Optional.empty(), RADIATOR, hour(60))))
                .isEqualTo("454");
        assertThat(send(opt("o7", OptType.OPT_OUT, Optional.empty(), RADIATOR, hour(60))))
                .as("in place of another")
                .isEqualTo("200");

        vtn.clock.turn(Duration.ofHours(3));
        assertThat(send(opt("more", OptType.OPT_OUT, Optional.empty(), RADIATOR, hour(60))))
                .isEqualTo("200");
        assertThat(stored.countDocuments()).isEqualTo(1);
    }

    private List<Document> history() {
        return mongo.database()
                .getCollection("opt")
                .find()
                .sort(new Document("_id", 1))
                .into(new ArrayList<>());
    }

    @Test
    void anOptOfEiOptBeatsLaterAnswersUntilTheEventChanges() {
        DrEvent event = event();
        assertThat(send(opt("o1", OptType.OPT_OUT, ref(event), Target.ven(ven.value()))))
                .isEqualTo("200");
        assertThat(state(event)).isEqualTo(DeliveryState.OPT_OUT);

        assertThat(answer(event, OptType.OPT_IN, "m1")).isEqualTo("200");
        assertThat(state(event)).isEqualTo(DeliveryState.OPT_OUT);
        assertThat(history().get(1))
                .containsEntry("source", "oadrCreatedEvent")
                .containsEntry("counted", false)
                .containsKey("remark");

        DrEvent changed =
                vtn.events.modify(TestVtn.ADMIN, event.id(), 0, event.terms().withPriority(1));
        assertThat(state(changed)).isEqualTo(DeliveryState.QUEUED);
        assertThat(answer(changed, OptType.OPT_IN, "m2")).isEqualTo("200");
        assertThat(state(changed)).isEqualTo(DeliveryState.OPT_IN);
        assertThat(send(opt("o1", OptType.OPT_OUT, ref(event), Target.NONE))).isEqualTo("452");
    }

    @Test
    void aCancelledOptLeavesWhatHeldBefore() {
        DrEvent event = event();
        answer(event, OptType.OPT_IN, "m1");
        send(opt("o1", OptType.OPT_OUT, ref(event), Target.NONE));
        vtn.clock.turn(Duration.ofSeconds(1));
        send(opt("o2", OptType.OPT_IN, ref(event), Target.NONE));
        vtn.clock.turn(Duration.ofSeconds(1));
        send(opt("o3", OptType.OPT_OUT, ref(event), Target.NONE));

        assertThat(cancel("o2")).isEqualTo("200");
        assertThat(state(event)).isEqualTo(DeliveryState.OPT_OUT);
        assertThat(cancel("o3")).isEqualTo("200");
        assertThat(state(event)).isEqualTo(DeliveryState.OPT_OUT);
        assertThat(cancel("o1")).isEqualTo("200");
        assertThat(state(event)).isEqualTo(DeliveryState.OPT_IN);
        assertThat(cancel("o1")).isEqualTo("452");
    }

    @Test
    void anEventWithoutAnyAnswerLeftIsSentAgain() {
        DrEvent event = event();
        vtn.send(OadrService.OADR_POLL, BOX, new Poll(ven.value()));
        send(opt("o1", OptType.OPT_OUT, ref(event), Target.NONE));

        assertThat(cancel("o1")).isEqualTo("200");

        assertThat(state(event)).isEqualTo(DeliveryState.QUEUED);
        vtn.clock.turn(Duration.ofMinutes(5));
        vtn.awaitCurrent();
        assertThat(polled()).isInstanceOf(DistributeEvent.class);
    }

    /** What comes after the messages about the registration. */
    private OadrPayload polled() {
        OadrPayload next = vtn.send(OadrService.OADR_POLL, BOX, new Poll(ven.value()));
        return next instanceof RegisterReport ? vtn.send(OadrService.OADR_POLL, BOX, new Poll(ven.value())) : next;
    }

    @Test
    void anOptForAPartOfTheVenStandsBesideTheAnswer() {
        DrEvent event = event();
        answer(event, OptType.OPT_IN, "m1");

        assertThat(send(opt("o1", OptType.OPT_OUT, ref(event), RADIATOR))).isEqualTo("200");
        assertThat(send(opt("o2", OptType.OPT_OUT, ref(event), THERMOSTATS))).isEqualTo("200");

        assertThat(state(event)).isEqualTo(DeliveryState.OPT_IN);
        assertThat(delivery(event).opts())
                .containsExactly("optOut of radiator by opt 'o1'", "optOut of Thermostat by opt 'o2'");
        cancel("o1");
        assertThat(delivery(event).opts()).hasSize(1);
        assertThat(state(event)).isEqualTo(DeliveryState.OPT_IN);
    }

    @Test
    void wrongOptsAreRefusedWithTheReason() {
        DrEvent event = event();
        VenId other = vtn.join("b");

        assertThat(send(opt("o", OptType.OPT_IN, Optional.empty(), Target.NONE)))
                .isEqualTo("454");
        assertThat(send(opt("o", OptType.OPT_IN, ref(event), Target.NONE, hour(0))))
                .isEqualTo("454");
        for (int length : List.of(0, -1)) {
            Slot slot = new Slot(vtn.clock.instant(), Duration.ofHours(length));
            assertThat(send(opt("o", OptType.OPT_IN, Optional.empty(), Target.NONE, slot)))
                    .isEqualTo("454");
        }
        assertThat(send(opt("o", OptType.OPT_IN, Optional.of(new EventRef("nobody", 0)), Target.NONE)))
                .isEqualTo("452");
        assertThat(send(opt("o", OptType.OPT_IN, Optional.of(new EventRef(event.id(), 7)), Target.NONE)))
                .isEqualTo("452");
        assertThat(send(opt("o", OptType.OPT_OUT, Optional.empty(), Target.ven(other.value()), hour(0))))
                .isEqualTo("452");
        Target group = new Target(List.of("north"), List.of(), List.of(), List.of(), List.of(), List.of());
        assertThat(send(opt("o", OptType.OPT_OUT, Optional.empty(), group, hour(0))))
                .isEqualTo("462");
        assertThat(history()).isNotEmpty().allSatisfy(entry -> assertThat(entry)
                .containsEntry("counted", false)
                .containsKeys("response_code", "remark", "opt_id"));
        assertThat(cancel("o")).isEqualTo("452");
    }

    /** It would be taken for the whole VEN. */
    @Test
    void anOptForThingsThatTheVtnDoesNotKnowIsRefused() {
        DrEvent event = event();
        List<String> none = List.of();
        for (Target target : List.of(
                Target.physical(new PhysicalTarget(Kind.METER_ASSET, "m-7")),
                Target.physical(new PhysicalTarget(Kind.SERVICE_AREA, "38.1 23.7 38.2 23.7 38.2 23.8 38.1 23.7")),
                Target.physical(new PhysicalTarget(Kind.TRANSPORT_INTERFACE, List.of("a", "b"))),
                new Target(
                        none,
                        none,
                        List.of("radiator"),
                        none,
                        none,
                        none,
                        List.of(new PhysicalTarget(Kind.PNODE, "n"))),
                new Target(List.of("north"), none, none, none, none, none),
                new Target(none, List.of("The north"), none, none, none, none),
                new Target(none, none, none, none, List.of("party"), none))) {
            assertThat(send(opt("o", OptType.OPT_OUT, ref(event), target)))
                    .as("%s", target)
                    .isEqualTo("462");
            assertThat(send(opt("o", OptType.OPT_OUT, Optional.empty(), target, hour(0))))
                    .as("%s", target)
                    .isEqualTo("462");
        }
        CreateOpt opt = opt("o", OptType.OPT_OUT, ref(event), Target.NONE);
        assertThat(send(withDeviceClass(opt, RADIATOR))).isEqualTo("462");
        assertThat(delivery(event).opts()).isEmpty();
        assertThat(history()).extracting(entry -> entry.get("response_code")).containsOnly("462");

        assertThat(send(withDeviceClass(opt, THERMOSTATS))).isEqualTo("200");
        assertThat(delivery(event).opts()).containsExactly("optOut of Thermostat by opt 'o'");
    }

    /** As VENs do that repeat the eiTarget of the event. */
    @Test
    void anOptMayNameTheGroupsThroughWhichTheEventCame() {
        vtn.groups.add(TestVtn.ADMIN, "north", List.of(ven));
        vtn.groups.add(TestVtn.ADMIN, "south", List.of(ven));
        DrEvent event = vtn.events.create(
                TestVtn.ADMIN,
                new EventRequest(
                        EventFixtures.request(vtn.clock.instant()).terms(), List.of(new DrTarget.OfGroup("north"))));
        List<String> none = List.of();

        assertThat(send(opt(
                        "o",
                        OptType.OPT_OUT,
                        ref(event),
                        new Target(List.of("south"), none, none, List.of(ven.value()), none, none))))
                .isEqualTo("462");
        assertThat(send(opt(
                        "o",
                        OptType.OPT_OUT,
                        ref(event),
                        new Target(List.of("north"), none, none, List.of(ven.value()), none, none))))
                .isEqualTo("200");
        assertThat(state(event)).isEqualTo(DeliveryState.OPT_OUT);
    }

    private static CreateOpt withDeviceClass(CreateOpt opt, Target deviceClass) {
        return new CreateOpt(
                opt.optId(),
                opt.optType(),
                opt.reason(),
                opt.marketContext(),
                opt.venId(),
                opt.availability(),
                opt.createdAt(),
                opt.requestId(),
                opt.event(),
                opt.target(),
                Optional.of(deviceClass));
    }

    private static CreateOpt because(CreateOpt opt, String reason) {
        return new CreateOpt(
                opt.optId(),
                opt.optType(),
                reason,
                opt.marketContext(),
                opt.venId(),
                opt.availability(),
                opt.createdAt(),
                opt.requestId(),
                opt.event(),
                opt.target(),
                opt.deviceClass());
    }

    @Test
    void aReasonIsOneOfOpenAdrOrTheVensOwn() {
        CreateOpt opt = opt("o", OptType.OPT_OUT, Optional.empty(), Target.NONE, hour(0));

        for (String wrong : List.of("", "holiday", "Economic", "x-", "x- ")) {
            assertThat(send(because(opt, wrong))).as(wrong).isEqualTo("454");
        }
        for (String good : List.of("mustRun", "participating", "x-schedule", "x-holiday")) {
            assertThat(send(because(opt, good))).as(good).isEqualTo("200");
        }
    }

    @Test
    void aCancellationOfAnUnknownOptIsInTheHistory() {
        assertThat(cancel("o9")).isEqualTo("452");
        assertThat(cancel("o9")).isEqualTo("452");

        assertThat(history()).singleElement().satisfies(entry -> assertThat(entry)
                .containsEntry("source", "oadrCancelOpt")
                .containsEntry("opt_id", "o9")
                .containsEntry("response_code", "452")
                .containsEntry("counted", false)
                .containsKeys("remark", "account_id")
                .doesNotContainKey("kind"));
    }

    @Test
    void theLatestRefusedMessagesOfAVenAreKept() {
        DrEvent event = event();
        answer(event, OptType.OPT_IN, "m1");
        for (int i = 0; i < 103; i++) {
            vtn.clock.turn(Duration.ofSeconds(1));
            send(opt("o" + i, OptType.OPT_IN, Optional.empty(), Target.NONE));
        }
        assertThat(history()).hasSize(101);
        EventResponse stale = new EventResponse("200", Optional.empty(), "d", event.id(), 7, OptType.OPT_IN);
        vtn.clock.turn(Duration.ofSeconds(1));
        vtn.send(OadrService.EI_EVENT, BOX, new CreatedEvent(EiResponse.ok("m2"), List.of(stale), ven.value()));

        assertThat(history())
                .hasSize(101)
                .extracting(entry -> entry.get("opt_id"))
                .contains("o4", "o102")
                .doesNotContain("o0", "o3");
        assertThat(history().get(0)).containsEntry("counted", true);
    }

    @Test
    void aMessageThatIsRepeatedMakesNoSecondEntry() {
        DrEvent event = event();
        answer(event, OptType.OPT_IN, "m1");
        answer(event, OptType.OPT_IN, "m1");
        CreateOpt schedule = opt("o1", OptType.OPT_OUT, Optional.empty(), Target.NONE, hour(300));
        send(schedule);
        send(schedule);
        CreateOpt ofEvent = opt("o2", OptType.OPT_OUT, ref(event), RADIATOR);
        send(ofEvent);
        send(ofEvent);

        assertThat(history()).hasSize(3);
        answer(event, OptType.OPT_OUT, "m1");
        answer(event, OptType.OPT_IN, "m1");
        assertThat(history())
                .extracting(entry -> entry.get("opt_type"))
                .containsExactly("optIn", "optOut", "optOut", "optOut", "optIn");
        assertThat(history().get(0))
                .containsEntry("source", "oadrCreatedEvent")
                .containsEntry("kind", "event")
                .containsEntry("response_code", "200")
                .containsEntry("modification_number", 0L);
        assertThat(history().get(1)).containsEntry("opt_reason", "economic").containsEntry("kind", "schedule");
    }

    @Test
    void theSameOptIdReplacesTheOptWhateverItWasAbout() {
        DrEvent event = event();
        send(opt("o1", OptType.OPT_OUT, Optional.empty(), Target.NONE, hour(0)));
        assertThat(delivery(event).opts()).containsExactly("optOut by schedule 'o1'");

        send(opt("o1", OptType.OPT_OUT, ref(event), Target.NONE));
        assertThat(state(event)).isEqualTo(DeliveryState.OPT_OUT);
        assertThat(delivery(event).opts()).containsExactly("optOut by opt 'o1'");

        send(opt("o1", OptType.OPT_OUT, Optional.empty(), RADIATOR, hour(0)));
        assertThat(state(event)).isEqualTo(DeliveryState.QUEUED);
        assertThat(delivery(event).opts()).containsExactly("optOut of radiator by schedule 'o1'");
        assertThat(mongo.database().getCollection("standing_opt").countDocuments())
                .isEqualTo(1);
        assertThat(history()).hasSize(3);
        assertThat(cancel("o1")).isEqualTo("200");
        assertThat(delivery(event).opts()).isEmpty();
    }

    @Test
    void answersAfterTheEndDoNotChangeWhatWasAnswered() {
        DrEvent answered = event();
        answer(answered, OptType.OPT_IN, "m1");
        vtn.clock.turn(Duration.ofHours(2));

        assertThat(answer(answered, OptType.OPT_OUT, "m2")).isEqualTo("200");
        assertThat(send(opt("o1", OptType.OPT_OUT, ref(answered), Target.NONE))).isEqualTo("200");

        assertThat(state(answered)).isEqualTo(DeliveryState.OPT_IN);
        assertThat(history()).extracting(entry -> entry.get("counted")).containsExactly(true, false, false);
    }

    @Test
    void whatAVenSendsIsNeverAnExpression() {
        DrEvent event = event();
        EventResponse answer = new EventResponse("$state", Optional.empty(), "$_id", event.id(), 0, OptType.OPT_IN);
        vtn.send(OadrService.EI_EVENT, BOX, new CreatedEvent(EiResponse.ok("$x"), List.of(answer), ven.value()));

        assertThat(state(event)).isEqualTo(DeliveryState.FAILED);
        assertThat(history().get(0)).containsEntry("response_code", "$state");
    }

    @Test
    void theListIsFilteredAndContinues() {
        DrEvent event = event();
        send(opt("o1", OptType.OPT_OUT, ref(event), Target.NONE));
        send(opt("o2", OptType.OPT_OUT, Optional.empty(), RADIATOR, hour(0)));
        send(opt("o3", OptType.OPT_OUT, Optional.empty(), RADIATOR, hour(0)));
        cancel("o2");
        VenOpts opts = new StoredVenOpts(vtn.history, vtn.opts);
        VenOpts.Filter all = new VenOpts.Filter(Optional.empty(), Optional.empty(), Optional.empty(), false);
        List<VenOpts.Entry> history = opts.list(TestVtn.ADMIN, all, Optional.empty(), 10);
        assertThat(history)
                .extracting(entry -> entry.source() + " " + entry.optId().orElseThrow())
                .containsExactly("oadrCancelOpt o2", "oadrCreateOpt o3", "oadrCreateOpt o2", "oadrCreateOpt o1");
        // all have the same time: only the rest of the place keeps them apart
        assertThat(opts.list(TestVtn.ADMIN, all, Optional.of(history.get(1).place()), 1))
                .containsExactly(history.get(2));
        assertThat(opts.list(
                        TestVtn.ADMIN,
                        new VenOpts.Filter(Optional.of(ven), Optional.of(event.id()), Optional.empty(), false),
                        Optional.empty(),
                        10))
                .containsExactly(history.get(3));

        VenOpts.Filter schedules =
                new VenOpts.Filter(Optional.empty(), Optional.empty(), Optional.of(VenOpts.Kind.SCHEDULE), true);
        assertThat(opts.list(TestVtn.ADMIN, schedules, Optional.empty(), 10))
                .extracting(entry -> entry.optId().orElseThrow())
                .containsExactly("o3");
        VenOpts.Filter standing = new VenOpts.Filter(Optional.empty(), Optional.empty(), Optional.empty(), true);
        assertThat(opts.list(TestVtn.ADMIN, standing, Optional.of(ven + "~o1"), 10))
                .extracting(entry -> entry.optId().orElseThrow())
                .containsExactly("o3");
        assertThatThrownBy(() -> opts.list(TestVtn.ADMIN, all, Optional.of("nowhere"), 10))
                .hasMessageContaining("'nowhere' is no row");
    }
}
