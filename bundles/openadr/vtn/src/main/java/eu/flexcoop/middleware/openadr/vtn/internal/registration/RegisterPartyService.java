package eu.flexcoop.middleware.openadr.vtn.internal.registration;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoServerException;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CancelPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CanceledPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.Profile;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventDeliveries;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.push.AddressPolicy;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.ReportStores;
import eu.flexcoop.middleware.openadr.vtn.internal.signature.VenMessages;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.RegistrationPolicy;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenAccess;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenCandidates;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.security.api.BoxCertificate;

/** EiRegisterParty: VENs register, register again and cancel their registration. */
public final class RegisterPartyService {
    public static final List<Profile> PROFILES = List.of(new Profile("2.0b", List.of("simpleHttp")));

    private static final Logger LOG = LoggerFactory.getLogger(RegisterPartyService.class);

    private final StoredVenRegistry vens;
    private final StoredVenOutbox outbox;
    private final ReportStores reports;
    private final EventDeliveries deliveries;
    private final VenAccess access;
    private final Admission admission;
    private final RegistrationRules rules;
    private final VtnSettings settings;
    private final Clock clock;

    public RegisterPartyService(
            StoredVenRegistry vens,
            StoredVenOutbox outbox,
            ReportStores reports,
            EventDeliveries deliveries,
            VenCandidates candidates,
            VenAccess access,
            RegistrationPolicy policy,
            VenMessages messages,
            AddressPolicy addresses,
            VtnSettings settings,
            Clock clock) {
        this.vens = vens;
        this.outbox = outbox;
        this.reports = reports;
        this.deliveries = deliveries;
        this.access = access;
        this.admission = new Admission(vens, candidates, access, policy, settings.developmentAggregator(), clock);
        this.rules = new RegistrationRules(messages, addresses);
        this.settings = settings;
        this.clock = clock;
    }

    public OadrPayload handle(Peer peer, RegisterPartyMessage message) {
        return switch (message.type()) {
            case CREATE_PARTY_REGISTRATION -> create(peer, (CreatePartyRegistration) message);
            case QUERY_REGISTRATION -> offer(EiResponse.ok(message.requestId()), registered(peer));
            case CANCEL_PARTY_REGISTRATION -> cancel(peer, (CancelPartyRegistration) message);
            case CANCELED_PARTY_REGISTRATION -> canceled(peer, (CanceledPartyRegistration) message);
            default -> throw RefusedException.misplaced(message);
        };
    }

    private Optional<VenEntry> registered(Peer peer) {
        Optional<VenEntry> ven = peer.certificate().flatMap(vens::byCertificate).filter(VenEntry::isRegistered);
        ven.ifPresent(known -> access.requireSignature(peer, known));
        return ven;
    }

    /** The VEN answers oadrRequestReregistration. It is not told if its answer is of no use: an answer has no answer. */
    public void acknowledged(Peer peer, Response response) {
        try {
            VenEntry ven = access.require(peer, response.venId());
            outbox.acknowledge(ven.id(), StoredVenOutbox.Kind.REQUEST_REREGISTRATION);
            if (!response.response().isOk()) {
                LOG.warn(
                        "VEN {} refuses to register again: {} {}",
                        ven.id(),
                        response.response().code(),
                        response.response().description());
            }
        } catch (RefusedException e) {
            LOG.debug("An oadrResponse to EiRegisterParty is not used: {}", e.getMessage());
        }
    }

    /** The VEN answers oadrCancelPartyRegistration; it has not been registered since that was queued. */
    private Response canceled(Peer peer, CanceledPartyRegistration canceled) {
        VenEntry ven = access.identified(peer, canceled.venId());
        if (ven.cancelledRegistrationId().isEmpty()) {
            throw ven.isRegistered()
                    ? new RefusedException(
                            RefusedException.OUT_OF_SEQUENCE, "the VTN has not cancelled the registration")
                    : new RefusedException(
                            RefusedException.NOT_REGISTERED, "VEN '%s' is not registered now".formatted(ven.id()));
        }
        if (canceled.registrationId().isPresent() && !canceled.registrationId().equals(ven.cancelledRegistrationId())) {
            throw new RefusedException(
                    RefusedException.INVALID_ID,
                    "registrationID '%s' is not the one that was cancelled"
                            .formatted(canceled.registrationId().get()));
        }
        outbox.clear(ven.id());
        vens.registrations().cancellationAnswered(ven.id(), clock.instant());
        LOG.info(
                "VEN {} '{}' answered the cancellation of its registration with {}",
                ven.id(),
                ven.name(),
                canceled.response().code());
        return new Response(
                EiResponse.ok(canceled.requestId()), Optional.of(ven.id().value()));
    }

    private CreatedPartyRegistration offer(EiResponse response, Optional<VenEntry> ven) {
        return new CreatedPartyRegistration(
                response,
                ven.flatMap(VenEntry::registrationId),
                ven.map(entry -> entry.id().value()),
                settings.vtnId(),
                PROFILES,
                ven.isPresent() && !ven.get().pull() ? Optional.empty() : Optional.of(settings.pollFrequency()));
    }

    private CreatedPartyRegistration create(Peer peer, CreatePartyRegistration create) {
        rules.check(peer, create);
        for (int attempt = 1; ; attempt++) {
            try {
                return offer(EiResponse.ok(create.requestId()), Optional.of(register(peer, create)));
            } catch (MongoServerException e) {
                // the same VEN on another connection was faster: now it is known
                if (ErrorCategory.fromErrorCode(e.getCode()) != ErrorCategory.DUPLICATE_KEY || attempt == 3) {
                    throw e;
                }
            }
        }
    }

    private VenEntry register(Peer peer, CreatePartyRegistration create) {
        Instant now = Instant.ofEpochMilli(clock.millis());
        Admission.Admitted admitted = admission.admit(peer, create);
        Optional<VenEntry> known = admitted.known();
        known.ifPresent(ven -> access.requireSignature(peer, ven));
        Optional<String> registrationId = known.flatMap(VenEntry::registrationId);
        if (create.registrationId().isPresent() && !create.registrationId().equals(registrationId)) {
            throw new RefusedException(
                    RefusedException.INVALID_ID,
                    "registrationID '%s' is not known; register without one"
                            .formatted(create.registrationId().get()));
        }
        VenEntry ven = new VenEntry(
                admitted.id(),
                Optional.of(registrationId.orElseGet(() -> UUID.randomUUID().toString())),
                Optional.empty(),
                create.venName().orElse(""),
                admitted.account(),
                admitted.aggregator(),
                peer.certificate().map(BoxCertificate::fingerprint),
                peer.certificate().map(BoxCertificate::sha256),
                create.reportOnly(),
                RegistrationRules.isPull(create),
                create.transportAddress(),
                create.xmlSignature(),
                now,
                Optional.empty(),
                true,
                known.map(VenEntry::dataPointsRevision).orElse(0L),
                false,
                0);
        boolean lostIds = registrationId.isPresent() && create.registrationId().isEmpty();
        Document parameters = parameters(create);
        if (lostIds) {
            parameters.append(VenEntry.IDS_LOST_AT, Documents.date(now));
        }
        store(ven, peer, parameters, now);
        admission.registered(peer, admitted);
        MDC.put("venId", ven.id().value());
        LOG.info(
                "VEN {} '{}' of account {} and aggregator {} {}",
                ven.id(),
                ven.name(),
                ven.account(),
                ven.aggregator(),
                known.isEmpty()
                        ? "registered"
                        : lostIds ? "registered again, it had lost its ids" : "registered again");
        return ven;
    }

    private static Document parameters(CreatePartyRegistration create) {
        return new Document(VenEntry.PROFILE, create.profileName()).append(VenEntry.TRANSPORT, create.transportName());
    }

    /** Each step may be repeated: without an answer the VEN registers again. */
    private void store(VenEntry ven, Peer peer, Document parameters, Instant now) {
        boolean queueEvents = !ven.reportOnly() && deliveries.hasOpenFor(ven.id());
        List<String> id = List.of(ven.id().value());
        vens.registrations().save(ven, peer.certificate(), parameters, now);
        access.registered(ven);
        outbox.clear(ven.id());
        if (!ven.pull()) {
            outbox.pushes().add(ven.id());
        }
        outbox.offer(id, StoredVenOutbox.Kind.REGISTER_REPORT);
        if (queueEvents) {
            outbox.offer(id, StoredVenOutbox.Kind.EVENTS);
        }
    }

    private CanceledPartyRegistration cancel(Peer peer, CancelPartyRegistration cancel) {
        VenEntry ven = access.require(peer, cancel.venId());
        if (!ven.registrationId().equals(Optional.of(cancel.registrationId()))) {
            throw new RefusedException(
                    RefusedException.INVALID_ID,
                    "registrationID '%s' is not the one of this VEN".formatted(cancel.registrationId()));
        }
        Instant now = clock.instant();
        // the registration goes last, so that a VEN that got no answer can cancel again
        outbox.clear(ven.id());
        outbox.pushes().remove(ven.id());
        reports.end(ven.id());
        vens.registrations().unregister(ven.id(), now);
        LOG.info("VEN {} '{}' cancelled its registration", ven.id(), ven.name());
        return new CanceledPartyRegistration(
                EiResponse.ok(cancel.requestId()),
                ven.registrationId(),
                Optional.of(ven.id().value()));
    }
}
