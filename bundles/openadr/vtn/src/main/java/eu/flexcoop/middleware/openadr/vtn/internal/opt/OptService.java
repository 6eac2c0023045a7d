package eu.flexcoop.middleware.openadr.vtn.internal.opt;

import java.util.Optional;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CancelOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CanceledOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreateOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreatedOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.EventRef;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventDeliveries;
import eu.flexcoop.middleware.openadr.vtn.internal.events.StoredOpts;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenAccess;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/** EiOpt: VENs opt in or out, of an event or for periods. */
public final class OptService {
    private static final Logger LOG = LoggerFactory.getLogger(OptService.class);

    private final StoredOpts opts;
    private final EventDeliveries events;
    private final VenAccess access;

    public OptService(StoredOpts opts, EventDeliveries events, VenAccess access) {
        this.opts = opts;
        this.events = events;
        this.access = access;
    }

    public OadrPayload handle(Peer peer, OptMessage message) {
        return switch (message.type()) {
            case CREATE_OPT -> {
                CreateOpt create = (CreateOpt) message;
                yield create(access.require(peer, Optional.of(create.venId())), create);
            }
            case CANCEL_OPT -> cancel(peer, (CancelOpt) message);
            default -> throw RefusedException.misplaced(message);
        };
    }

    private CanceledOpt cancel(Peer peer, CancelOpt cancel) {
        VenEntry ven = access.require(peer, Optional.of(cancel.venId()));
        if (!opts.remove(ven.id(), cancel.optId())) {
            throw new RefusedException(
                    RefusedException.INVALID_ID, "optID '%s' is not known for this VEN".formatted(cancel.optId()));
        }
        LOG.info("VEN {} cancels opt {}", ven.id(), cancel.optId());
        return new CanceledOpt(EiResponse.ok(cancel.requestId()), Optional.of(cancel.optId()));
    }

    private CreatedOpt create(VenEntry ven, CreateOpt create) {
        if (create.event().isPresent() == !create.availability().isEmpty()) {
            throw new RefusedException(
                    RefusedException.INVALID_DATA, "an opt has either a qualifiedEventID or a vavailability");
        }
        if (create.availability().stream().anyMatch(slot -> slot.duration().isNegative())) {
            throw new RefusedException(
                    RefusedException.INVALID_DATA, "a period of the vavailability has a negative duration");
        }
        if (create.target().venIds().stream().anyMatch(id -> !id.equals(ven.id().value()))) {
            throw new RefusedException(RefusedException.INVALID_ID, "eiTarget names another VEN");
        }
        create.event().ifPresent(event -> qualify(ven, create, event));
        opts.put(ven, create);
        LOG.info("VEN {} creates opt {} {}", ven.id(), create.optId(), create.optType());
        return new CreatedOpt(EiResponse.ok(create.requestId()), create.optId());
    }

    private void qualify(VenEntry ven, CreateOpt create, EventRef event) {
        boolean wholeVen =
                create.target().resourceIds().isEmpty() && create.deviceClass().isEmpty();
        DeliveryState state = create.optType() == OptType.OPT_IN ? DeliveryState.OPT_IN : DeliveryState.OPT_OUT;
        EventDeliveries.Answered answered = wholeVen
                ? events.opt(ven.id(), event.eventId(), event.modificationNumber(), state)
                : events.check(ven.id(), event.eventId(), event.modificationNumber());
        if (answered != EventDeliveries.Answered.STORED && answered != EventDeliveries.Answered.OVERRIDDEN) {
            throw new RefusedException(
                    RefusedException.INVALID_ID,
                    "event '%s' with modificationNumber %d is not known for this VEN"
                            .formatted(event.eventId(), event.modificationNumber()));
        }
    }
}
