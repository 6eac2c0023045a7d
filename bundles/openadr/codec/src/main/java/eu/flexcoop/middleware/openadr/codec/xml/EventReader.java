package eu.flexcoop.middleware.openadr.codec.xml;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.Event.ActivePeriod;
import eu.flexcoop.middleware.openadr.codec.event.Event.Baseline;
import eu.flexcoop.middleware.openadr.codec.event.Event.Descriptor;
import eu.flexcoop.middleware.openadr.codec.event.Event.Signal;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.RequestEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventStatus;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage;

/** Reads the messages of EiEvent. */
final class EventReader {
    private EventReader() {}

    static RequestEvent request(XmlCursor in) {
        String requestId = null;
        String venId = null;
        Optional<Integer> limit = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "eiRequestEvent" -> {
                    for (int inner = in.depth(); in.next(inner); ) {
                        switch (in.name()) {
                            case "requestID" -> requestId = in.requestId();
                            case "venID" -> venId = in.text();
                            case "replyLimit" -> limit = Optional.of((int) Math.min(in.unsigned(), Integer.MAX_VALUE));
                            default -> in.skip();
                        }
                    }
                }
                default -> in.skip();
            }
        }
        return new RequestEvent(CommonReader.echoed(requestId), in.require(venId, "venID"), limit);
    }

    static CreatedEvent created(XmlCursor in) {
        EiResponse response = null;
        List<EventResponse> responses = new ArrayList<>();
        String venId = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "eiCreatedEvent" -> {
                    for (int inner = in.depth(); in.next(inner); ) {
                        switch (in.name()) {
                            case "eiResponse" -> response = CommonReader.eiResponse(in);
                            case "eventResponses" -> responses(in, responses);
                            case "venID" -> venId = in.text();
                            default -> in.skip();
                        }
                    }
                }
                default -> in.skip();
            }
        }
        return new CreatedEvent(in.require(response, "eiResponse"), responses, in.require(venId, "venID"));
    }

    private static void responses(XmlCursor in, List<EventResponse> responses) {
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "eventResponse" -> responses.add(eventResponse(in));
                default -> in.skip();
            }
        }
    }

    private static EventResponse eventResponse(XmlCursor in) {
        String code = null;
        Optional<String> description = Optional.empty();
        String requestId = null;
        OptMessage.EventRef event = null;
        OptType type = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "responseCode" -> code = in.text();
                case "responseDescription" -> description = in.optionalText();
                case "requestID" -> requestId = in.text();
                case "qualifiedEventID" -> event = OptReader.qualifiedEvent(in);
                case "optType" -> type = in.value(CommonReader::optType);
                default -> in.skip();
            }
        }
        in.require(event, "qualifiedEventID");
        return new EventResponse(
                in.require(code, "responseCode"),
                description,
                CommonReader.echoed(requestId),
                event.eventId(),
                event.modificationNumber(),
                in.require(type, "optType"));
    }

    static DistributeEvent distribute(XmlCursor in) {
        Optional<EiResponse> response = Optional.empty();
        String requestId = null;
        String vtnId = null;
        List<Event> events = new ArrayList<>();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "eiResponse" -> response = Optional.of(CommonReader.eiResponse(in));
                case "requestID" -> requestId = in.text();
                case "vtnID" -> vtnId = in.text();
                case "oadrEvent" -> events.add(event(in));
                default -> in.skip();
            }
        }
        return new DistributeEvent(response, in.require(requestId, "requestID"), in.require(vtnId, "vtnID"), events);
    }

    private static Event event(XmlCursor in) {
        Descriptor descriptor = null;
        ActivePeriod period = null;
        List<Signal> signals = new ArrayList<>();
        Optional<Baseline> baseline = Optional.empty();
        Target target = Target.NONE;
        String responseRequired = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "eiEvent" -> {
                    for (int inner = in.depth(); in.next(inner); ) {
                        switch (in.name()) {
                            case "eventDescriptor" -> descriptor = descriptor(in);
                            case "eiActivePeriod" -> period = period(in);
                            case "eiEventSignals" -> baseline = SignalReader.signals(in, signals);
                            case "eiTarget" -> target = TargetReader.target(in);
                            default -> in.skip();
                        }
                    }
                }
                case "oadrResponseRequired" -> responseRequired = in.text();
                default -> in.skip();
            }
        }
        return new Event(
                in.require(descriptor, "eventDescriptor"),
                in.require(period, "eiActivePeriod"),
                signals,
                baseline,
                target,
                !"never".equals(in.require(responseRequired, "oadrResponseRequired")));
    }

    private static Descriptor descriptor(XmlCursor in) {
        String eventId = null;
        Long modification = null;
        Optional<Instant> modifiedAt = Optional.empty();
        Optional<String> reason = Optional.empty();
        long priority = 0;
        String marketContext = null;
        Instant createdAt = null;
        EventStatus status = null;
        Optional<String> test = Optional.empty();
        Optional<String> comment = Optional.empty();
        int me = in.depth();
        while (in.next(me)) {
            switch (in.name()) {
                case "eventID" -> eventId = in.text();
                case "modificationNumber" -> modification = in.unsigned();
                case "modificationDateTime" -> modifiedAt = Optional.of(in.instant());
                case "modificationReason" -> reason = in.optionalText();
                case "priority" -> priority = in.unsigned();
                case "eiMarketContext" -> marketContext = marketContext(in);
                case "createdDateTime" -> createdAt = in.instant();
                case "eventStatus" -> status = in.value(EventReader::status);
                case "testEvent" -> test = in.optionalText();
                case "vtnComment" -> comment = in.optionalText();
                default -> in.skip();
            }
        }
        return new Descriptor(
                in.require(eventId, "eventID"),
                in.require(modification, "modificationNumber"),
                modifiedAt,
                reason,
                priority,
                in.require(marketContext, "eiMarketContext"),
                in.require(createdAt, "createdDateTime"),
                in.require(status, "eventStatus"),
                test,
                comment);
    }

    private static EventStatus status(String text) {
        // the first FLEXCoop platform writes one l
        if (text.equals("canceled")) {
            return EventStatus.CANCELLED;
        }
        for (EventStatus status : EventStatus.values()) {
            if (status.token().equals(text)) {
                return status;
            }
        }
        throw new IllegalArgumentException(
                "'%s' is no event status".formatted(Lexical.shorten(text).toLowerCase(Locale.ROOT)));
    }

    private static String marketContext(XmlCursor in) {
        String uri = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "marketContext" -> uri = in.text();
                default -> in.skip();
            }
        }
        return in.require(uri, "marketContext");
    }

    private static ActivePeriod period(XmlCursor in) {
        Instant start = null;
        Duration duration = null;
        Optional<Duration> startAfter = Optional.empty();
        Duration notification = Duration.ZERO;
        Optional<Duration> rampUp = Optional.empty();
        Optional<Duration> recovery = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            if (!in.name().equals("properties")) {
                in.skip();
                continue;
            }
            int properties = in.depth();
            while (in.next(properties)) {
                switch (in.name()) {
                    case "dtstart" -> start = in.wrappedInstant();
                    case "duration" -> duration = in.wrappedDuration();
                    case "tolerance" -> startAfter = startAfter(in);
                    case "x-eiNotification" -> notification = in.wrappedDuration();
                    case "x-eiRampUp" -> rampUp = Optional.of(in.wrappedDuration());
                    case "x-eiRecovery" -> recovery = Optional.of(in.wrappedDuration());
                    default -> in.skip();
                }
            }
        }
        return new ActivePeriod(
                in.require(start, "dtstart"),
                in.require(duration, "duration"),
                startAfter,
                notification,
                rampUp,
                recovery);
    }

    private static Optional<Duration> startAfter(XmlCursor in) {
        Optional<Duration> startAfter = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "tolerate" -> startAfter = startAfter(in);
                case "startafter" -> startAfter = Optional.of(in.duration());
                default -> in.skip();
            }
        }
        return startAfter;
    }
}
