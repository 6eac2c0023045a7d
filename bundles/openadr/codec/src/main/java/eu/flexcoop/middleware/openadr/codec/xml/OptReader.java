package eu.flexcoop.middleware.openadr.codec.xml;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CancelOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CanceledOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreateOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreatedOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.EventRef;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.Slot;

/** Reads the messages of EiOpt. */
final class OptReader {
    private OptReader() {}

    static CreateOpt create(XmlCursor in) {
        String optId = null;
        OptType type = null;
        String reason = null;
        Optional<String> marketContext = Optional.empty();
        String venId = null;
        List<Slot> slots = new ArrayList<>(0);
        Instant createdAt = null;
        String requestId = null;
        Optional<EventRef> event = Optional.empty();
        Target target = Target.NONE;
        Optional<Target> deviceClass = Optional.empty();
        int me = in.depth();
        while (in.next(me)) {
            switch (in.name()) {
                case "optID" -> optId = in.text();
                case "optType" -> type = in.value(CommonReader::optType);
                case "optReason" -> reason = in.text();
                case "marketContext" -> marketContext = in.optionalText();
                case "venID" -> venId = in.text();
                case "vavailability" -> availability(in, slots);
                case "createdDateTime" -> createdAt = in.instant();
                case "requestID" -> requestId = in.requestId();
                case "qualifiedEventID" -> event = Optional.of(qualifiedEvent(in));
                case "eiTarget" -> target = TargetReader.target(in);
                case "oadrDeviceClass" -> deviceClass = Optional.of(TargetReader.target(in));
                default -> in.skip();
            }
        }
        return new CreateOpt(
                in.require(optId, "optID"),
                in.require(type, "optType"),
                in.require(reason, "optReason"),
                marketContext,
                in.require(venId, "venID"),
                slots,
                in.require(createdAt, "createdDateTime"),
                CommonReader.echoed(requestId),
                event,
                target,
                deviceClass);
    }

    static EventRef qualifiedEvent(XmlCursor in) {
        String eventId = null;
        Long modification = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "eventID" -> eventId = in.text();
                case "modificationNumber" -> modification = in.unsigned();
                default -> in.skip();
            }
        }
        return new EventRef(in.require(eventId, "eventID"), in.require(modification, "modificationNumber"));
    }

    private static void availability(XmlCursor in, List<Slot> slots) {
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "components", "available" -> availability(in, slots);
                case "properties" -> slots.add(slot(in));
                default -> in.skip();
            }
        }
    }

    private static Slot slot(XmlCursor in) {
        Instant start = null;
        Duration duration = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "dtstart" -> start = in.wrappedInstant();
                case "duration" -> duration = in.wrappedDuration();
                default -> in.skip();
            }
        }
        return new Slot(in.require(start, "dtstart"), in.require(duration, "duration"));
    }

    static CreatedOpt created(XmlCursor in) {
        EiResponse response = null;
        String optId = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "eiResponse" -> response = CommonReader.eiResponse(in);
                case "optID" -> optId = in.text();
                default -> in.skip();
            }
        }
        return new CreatedOpt(in.require(response, "eiResponse"), in.require(optId, "optID"));
    }

    static CancelOpt cancel(XmlCursor in) {
        String requestId = null;
        String optId = null;
        String venId = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "requestID" -> requestId = in.requestId();
                case "optID" -> optId = in.text();
                case "venID" -> venId = in.text();
                default -> in.skip();
            }
        }
        return new CancelOpt(CommonReader.echoed(requestId), in.require(optId, "optID"), in.require(venId, "venID"));
    }

    static CanceledOpt canceled(XmlCursor in) {
        EiResponse response = null;
        Optional<String> optId = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "eiResponse" -> response = CommonReader.eiResponse(in);
                case "optID" -> optId = in.optionalText();
                default -> in.skip();
            }
        }
        return new CanceledOpt(in.require(response, "eiResponse"), optId);
    }
}
