package eu.flexcoop.middleware.openadr.vtn.internal;

import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.EventDelivery;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.RequestEvent;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/** A registered box that gets and answers events; nothing else waits for it. */
final class EventBox {
    private final TestVtn vtn;
    private final Peer peer;
    private final VenId id;

    private EventBox(TestVtn vtn, Peer peer, VenId id) {
        this.vtn = vtn;
        this.peer = peer;
        this.id = id;
    }

    static EventBox join(TestVtn vtn, String name) {
        EventBox box = new EventBox(vtn, TestVtn.box(name), vtn.join(name));
        box.poll();
        vtn.send(
                OadrService.EI_REPORT,
                box.peer,
                new RegisteredReport(EiResponse.ok("x"), List.of(), Optional.of(box.id.value())));
        return box;
    }

    /** The same box with another node. */
    EventBox at(TestVtn node) {
        return new EventBox(node, peer, id);
    }

    VenId id() {
        return id;
    }

    OadrPayload poll() {
        return vtn.send(OadrService.OADR_POLL, peer, new Poll(id.value()));
    }

    /** The events that a poll brings. */
    List<Event> polledEvents() {
        OadrPayload message = poll();
        assertThat(message).isInstanceOf(DistributeEvent.class);
        return ((DistributeEvent) message).events();
    }

    void assertNothingWaits() {
        assertThat(poll()).isInstanceOf(Response.class);
    }

    /** All current events, best first. */
    List<Event> events() {
        return request(Optional.empty()).events();
    }

    DistributeEvent request(Optional<Integer> limit) {
        return (DistributeEvent) vtn.send(OadrService.EI_EVENT, peer, new RequestEvent("r", id.value(), limit));
    }

    /** The code of the answer to an answer. */
    String answer(String eventId, long modification, OptType opt, String code) {
        Response response = answer(new EventResponse(code, Optional.empty(), "d", eventId, modification, opt));
        assertThat(response.response().requestId()).isEqualTo("c");
        return response.response().code();
    }

    String optIn(DrEvent event) {
        return answer(event.id(), event.modificationNumber(), OptType.OPT_IN, "200");
    }

    Response answer(EventResponse... answers) {
        return (Response) vtn.send(
                OadrService.EI_EVENT, peer, new CreatedEvent(EiResponse.ok("c"), List.of(answers), id.value()));
    }

    EventDelivery delivery(DrEvent event) {
        return vtn.events.deliveries(TestVtn.ADMIN, event.id(), Optional.empty(), 10).stream()
                .filter(delivery -> delivery.ven().equals(id))
                .findFirst()
                .orElseThrow();
    }

    DeliveryState state(DrEvent event) {
        return delivery(event).state();
    }
}
