package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CancelOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CanceledOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreateOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreatedOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.EventRef;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.Slot;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/** EiOpt: opts for events and for periods. */
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

    private DrEvent create() {
        return vtn.events.create(TestVtn.ADMIN, EventFixtures.request(vtn.clock.instant(), ven));
    }

    private String answer(String eventId, OptType opt) {
        return ((Response) vtn.send(
                        OadrService.EI_EVENT,
                        BOX,
                        new CreatedEvent(
                                EiResponse.ok("c"),
                                List.of(new EventResponse("200", Optional.empty(), "d", eventId, 0, opt)),
                                ven.value())))
                .response()
                .code();
    }

    private DeliveryState state(DrEvent event) {
        return vtn.events
                .deliveries(TestVtn.ADMIN, event.id(), Optional.empty(), 10)
                .get(0)
                .state();
    }

    @Test
    void anOptOfEiOptBeatsLaterAnswersForThatVersion() {
        DrEvent event = create();
        assertThat(createOpt("o1", OptType.OPT_OUT, Optional.of(new EventRef(event.id(), 0)), List.of()))
                .isEqualTo("200");
        assertThat(state(event)).isEqualTo(DeliveryState.OPT_OUT);

        assertThat(answer(event.id(), OptType.OPT_IN)).isEqualTo("200");

        assertThat(state(event)).isEqualTo(DeliveryState.OPT_OUT);
    }

    @Test
    void optsAreStoredReplacedAndCancelled() {
        List<Slot> slots = List.of(new Slot(vtn.clock.instant(), Duration.ofHours(1)));
        assertThat(createOpt("o1", OptType.OPT_OUT, Optional.empty(), slots)).isEqualTo("200");
        assertThat(createOpt("o1", OptType.OPT_IN, Optional.empty(), slots)).isEqualTo("200");
        assertThat(mongo.database().getCollection("opt").countDocuments()).isEqualTo(1);
        assertThat(createOpt("o2", OptType.OPT_IN, Optional.empty(), List.of())).isEqualTo("454");
        List<Slot> backwards = List.of(new Slot(vtn.clock.instant(), Duration.ofHours(-1)));
        assertThat(createOpt("o2", OptType.OPT_IN, Optional.empty(), backwards)).isEqualTo("454");
        assertThat(createOpt("o3", OptType.OPT_IN, Optional.of(new EventRef("nobody", 0)), List.of()))
                .isEqualTo("452");
        assertThat(cancelOpt()).isEqualTo("200");
        assertThat(cancelOpt()).isEqualTo("452");
        assertThat(mongo.database().getCollection("opt").countDocuments()).isZero();
    }

    private String createOpt(String id, OptType type, Optional<EventRef> event, List<Slot> slots) {
        CreatedOpt created = (CreatedOpt) vtn.send(
                OadrService.EI_OPT,
                BOX,
                new CreateOpt(
                        id,
                        type,
                        "economic",
                        Optional.empty(),
                        ven.value(),
                        slots,
                        vtn.clock.instant(),
                        "r",
                        event,
                        Target.NONE,
                        Optional.empty()));
        assertThat(created.optId()).isEqualTo(id);
        return created.response().code();
    }

    private String cancelOpt() {
        return ((CanceledOpt) vtn.send(OadrService.EI_OPT, BOX, new CancelOpt("", "o1", ven.value())))
                .response()
                .code();
    }
}
