package eu.flexcoop.middleware.box;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;
import eu.flexcoop.middleware.openadr.codec.event.EventStatus;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CancelPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CanceledPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.RequestReregistration;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CancelReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CanceledReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;

/** What a box does about the messages that a poll brings: it answers, and says how that changes its state. */
final class PolledMessages {
    private static final String METADATA = "METADATA";

    private final BoxMessages messages;
    private final VtnLink vtn;
    private final Consumer<String> log;

    PolledMessages(BoxMessages messages, VtnLink vtn, Consumer<String> log) {
        this.messages = messages;
        this.vtn = vtn;
        this.log = log;
    }

    /** Whether something came that is more than "nothing for you". */
    static boolean isWork(OadrPayload message) {
        return !(message instanceof Response)
                && !(message instanceof DistributeEvent d && d.response().isPresent());
    }

    /** The code with which the VTN refused, if it did. */
    static Optional<EiResponse> refusal(OadrPayload message) {
        if (message instanceof Response response) {
            return Optional.of(response.response()).filter(r -> !r.isOk());
        }
        if (message instanceof DistributeEvent events) {
            return events.response().filter(r -> !r.isOk());
        }
        return Optional.empty();
    }

    /** Answers a message. The state changes only when the VTN has got the answer. */
    BoxState handle(BoxState state, OadrPayload message) throws VtnAwayException, InterruptedException {
        Optional<String> venId = Optional.of(state.venId());
        if (message instanceof DistributeEvent events) {
            return answerEvents(state, events);
        }
        if (message instanceof CreateReport create) {
            BoxState subscribed = subscribe(state, create.requests());
            vtn.exchange(new CreatedReport(
                    EiResponse.ok(create.requestId()),
                    List.copyOf(subscribed.subscriptions().keySet()),
                    venId));
            log.accept("the VTN wants its measurements");
            return subscribed;
        }
        if (message instanceof CancelReport cancel) {
            BoxState fewer = state.unsubscribed(cancel.reportRequestIds());
            vtn.exchange(new CanceledReport(
                    EiResponse.ok(cancel.requestId()),
                    List.copyOf(fewer.subscriptions().keySet()),
                    venId));
            return fewer;
        }
        if (message instanceof RegisterReport offer) {
            vtn.exchange(new RegisteredReport(EiResponse.ok(offer.requestId()), List.of(), venId));
            return state;
        }
        if (message instanceof RequestReregistration) {
            vtn.exchange(new Response(EiResponse.ok(""), venId));
            log.accept("the VTN asks it to register again");
            return state.unregistered();
        }
        if (message instanceof CancelPartyRegistration cancel) {
            vtn.exchange(new CanceledPartyRegistration(
                    EiResponse.ok(cancel.requestId()), Optional.of(cancel.registrationId()), venId));
            log.accept("the VTN ended its registration");
            return state.unregistered();
        }
        return state;
    }

    /** The state with the subscriptions that these requests stand for. */
    BoxState subscribe(BoxState state, List<ReportRequest> requests) {
        BoxState subscribed = state;
        for (ReportRequest request : requests) {
            if (request.specifierId().equals(METADATA)) {
                subscribed = subscribed.reportsRegistered(false);
            } else {
                subscribed = subscribed.subscribed(
                        request.reportRequestId(),
                        request.points().stream().map(ReportRequest.Point::rId).toList());
            }
        }
        return subscribed;
    }

    private BoxState answerEvents(BoxState state, DistributeEvent message)
            throws VtnAwayException, InterruptedException {
        List<Event> open =
                message.events().stream().filter(event -> isOpen(state, event)).toList();
        if (open.isEmpty()) {
            return state;
        }
        CreatedEvent answers = messages.answers(state.venId(), message, open);
        OadrPayload receipt = vtn.exchange(answers);
        BoxState answered = state;
        if (refusal(receipt).isPresent()) {
            log.accept("the VTN did not take its answer to an event: " + receipt);
            return state;
        }
        for (EventResponse response : answers.eventResponses()) {
            Event event = open.stream()
                    .filter(e -> e.descriptor().eventId().equals(response.eventId()))
                    .findFirst()
                    .orElseThrow();
            String status = event.descriptor().status().token();
            answered = answered.answered(
                    response.eventId(),
                    new BoxState.Answer(
                            response.modificationNumber(), response.optType().token(), status));
            log.accept("%s event %s (%s)".formatted(response.optType().token(), response.eventId(), status));
        }
        return answered;
    }

    /** An event in a version that the box still has to answer. */
    private static boolean isOpen(BoxState state, Event event) {
        BoxState.Answer given = state.answers().get(event.descriptor().eventId());
        boolean unknown = given == null
                || given.modificationNumber() != event.descriptor().modificationNumber();
        return unknown && event.responseRequired() && event.descriptor().status() != EventStatus.COMPLETED;
    }
}
