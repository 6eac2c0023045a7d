package eu.flexcoop.middleware.openadr.vtn.internal.opt;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CancelOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CanceledOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreateOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreatedOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.EventRef;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.Opt;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.OptHistory;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.StandingOpts;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventOpts;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventOpts.Qualified;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenAccess;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/**
 * EiOpt: VENs opt in or out, of an event or for periods. An opt is stored in steps, the one that ends it last, so that a VEN that
 * repeats its message after a failure completes what was begun.
 */
public final class OptService {
    private static final Logger LOG = LoggerFactory.getLogger(OptService.class);

    private final StandingOpts opts;
    private final OptHistory history;
    private final EventOpts events;
    private final StoredVenOutbox outbox;
    private final VenAccess access;

    public OptService(
            StandingOpts opts, OptHistory history, EventOpts events, StoredVenOutbox outbox, VenAccess access) {
        this.opts = opts;
        this.history = history;
        this.events = events;
        this.outbox = outbox;
        this.access = access;
    }

    public OadrPayload handle(Peer peer, OptMessage message) {
        return switch (message.type()) {
            case CREATE_OPT -> {
                CreateOpt create = (CreateOpt) message;
                VenEntry ven = access.require(peer, Optional.of(create.venId()));
                try {
                    yield create(ven, create);
                } catch (RefusedException e) {
                    history.refused(ven, create, e);
                    throw e;
                }
            }
            case CANCEL_OPT -> {
                CancelOpt cancel = (CancelOpt) message;
                VenEntry ven = access.require(peer, Optional.of(cancel.venId()));
                try {
                    yield cancel(ven, cancel);
                } catch (RefusedException e) {
                    history.refused(ven, cancel, e);
                    throw e;
                }
            }
            default -> throw RefusedException.misplaced(message);
        };
    }

    private CreatedOpt create(VenEntry ven, CreateOpt create) {
        OptRules.check(ven, create);
        Optional<Opt> earlier = opts.find(ven.id(), create.optId());
        Opt opt = opt(create, earlier);
        Optional<Qualified> qualified = create.event().map(event -> qualify(ven, event));
        qualified.ifPresent(event -> OptRules.checkGroups(create, event.groupIds()));
        if (qualified.filter(Qualified::over).isPresent()) {
            // nothing is kept that would tell a repeated message
            String answerId = "late:%s:%s".formatted(opt.optId(), opt.requestId());
            history.created(ven, opt.withAnswerId(answerId), false, "the event is over");
            return new CreatedOpt(EiResponse.ok(create.requestId()), create.optId());
        }
        if (earlier.isEmpty() && !opts.makeRoom(ven.id())) {
            throw new RefusedException(
                    RefusedException.INVALID_DATA,
                    "the VEN has too many opts that are not over; cancel some with oadrCancelOpt");
        }
        create.event().filter(event -> !events.put(ven.id(), event, opt)).ifPresent(event -> {
            throw stale(event);
        });
        earlier.flatMap(Opt::event)
                .filter(event -> !Optional.of(event).equals(create.event()))
                .ifPresent(event -> removeFromEvent(ven, event, opt.optId()));
        opts.put(ven, opt, qualified.map(Qualified::end));
        if (opt.isSchedule() || earlier.filter(Opt::isSchedule).isPresent()) {
            events.schedulesChanged(ven.id());
        }
        history.created(ven, opt, true, "");
        LOG.info("VEN {} creates opt {} {}", ven.id(), create.optId(), create.optType());
        return new CreatedOpt(EiResponse.ok(create.requestId()), create.optId());
    }

    /** A message that is repeated is the same answer. */
    private static Opt opt(CreateOpt create, Optional<Opt> earlier) {
        Opt opt = Opt.of(create, UUID.randomUUID().toString());
        return earlier.filter(opt::isRepeatOf).orElse(opt);
    }

    private Qualified qualify(VenEntry ven, EventRef event) {
        Qualified qualified = events.qualify(ven.id(), event)
                .orElseThrow(() -> new RefusedException(
                        RefusedException.INVALID_ID,
                        "eventID '%s' is not known for this VEN".formatted(event.eventId())));
        if (!qualified.current()) {
            throw stale(event);
        }
        return qualified;
    }

    private static RefusedException stale(EventRef event) {
        return new RefusedException(
                RefusedException.INVALID_ID,
                "modificationNumber %d of event '%s' is not the current one"
                        .formatted(event.modificationNumber(), event.eventId()));
    }

    private CanceledOpt cancel(VenEntry ven, CancelOpt cancel) {
        Opt opt = opts.find(ven.id(), cancel.optId())
                .orElseThrow(() -> new RefusedException(
                        RefusedException.INVALID_ID, "optID '%s' is not known for this VEN".formatted(cancel.optId())));
        history.cancelled(ven, opt, cancel.requestId());
        opt.event().ifPresent(event -> removeFromEvent(ven, event, opt.optId()));
        opts.remove(ven.id(), opt.optId());
        if (opt.isSchedule()) {
            events.schedulesChanged(ven.id());
        }
        LOG.info("VEN {} cancels opt {}", ven.id(), cancel.optId());
        return new CanceledOpt(EiResponse.ok(cancel.requestId()), Optional.of(cancel.optId()));
    }

    private void removeFromEvent(VenEntry ven, EventRef event, String optId) {
        boolean over = events.qualify(ven.id(), event).filter(Qualified::over).isPresent();
        if (!over && events.remove(ven.id(), event, optId)) {
            outbox.offer(List.of(ven.id().value()), StoredVenOutbox.Kind.EVENTS);
        }
    }
}
