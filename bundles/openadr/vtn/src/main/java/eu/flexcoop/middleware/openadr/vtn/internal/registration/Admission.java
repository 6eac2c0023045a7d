package eu.flexcoop.middleware.openadr.vtn.internal.registration;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.RegistrationPolicy;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenAccess;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenCandidates;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.security.api.BoxCertificate;

/**
 * Decides which VEN it is that wants to register, and whether it may: by the fingerprint of its certificate; by the venID that it had
 * under an older certificate of the same subject; as one that an operator expects under the common name of its certificate; or else as
 * a new VEN, if the policy is open.
 */
final class Admission {
    private static final Pattern PERMITTED_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");

    private final StoredVenRegistry vens;
    private final VenCandidates candidates;
    private final VenAccess access;
    private final RegistrationPolicy policy;
    private final AggregatorId developmentAggregator;
    private final Clock clock;

    Admission(
            StoredVenRegistry vens,
            VenCandidates candidates,
            VenAccess access,
            RegistrationPolicy policy,
            AggregatorId developmentAggregator,
            Clock clock) {
        this.vens = vens;
        this.candidates = candidates;
        this.access = access;
        this.policy = policy;
        this.developmentAggregator = developmentAggregator;
        this.clock = clock;
    }

    /** @param known as it was before; empty for a new VEN */
    record Admitted(VenId id, AccountId account, AggregatorId aggregator, Optional<VenEntry> known) {}

    /** @throws RefusedException with 452 or 463 if it is not admitted */
    Admitted admit(Peer peer, CreatePartyRegistration create) {
        return peer.certificate()
                .map(certificate -> admit(peer, certificate, create))
                .orElseGet(() -> admitWithoutCertificate(create));
    }

    /** To be called when the VEN is stored. */
    void registered(Peer peer, Admitted ven) {
        if (!policy.isOpen() && ven.known().filter(VenEntry::provisioned).isPresent()) {
            candidates.registered(peer.certificate(), ven.account());
        }
    }

    private Admitted admit(Peer peer, BoxCertificate certificate, CreatePartyRegistration create) {
        Optional<VenEntry> known = known(peer, certificate, create);
        VenId id = known.map(VenEntry::id).orElseGet(() -> newId(certificate, create));
        return new Admitted(id, certificate.account(), certificate.aggregator(), known);
    }

    private Optional<VenEntry> known(Peer peer, BoxCertificate certificate, CreatePartyRegistration create) {
        Optional<VenEntry> ven = vens.byFingerprint(certificate.fingerprint());
        if (ven.isPresent()) {
            requireSame(certificate, create, ven.get());
            return ven;
        }
        return access.renewed(peer, certificate, create.venId())
                .or(() -> vens.registrations().claimProvisioned(certificate, create.venId(), clock.instant()));
    }

    private void requireSame(BoxCertificate certificate, CreatePartyRegistration create, VenEntry ven) {
        if (!ven.hasCertificate(certificate)) {
            throw refused(
                    Optional.of(certificate),
                    certificate.account(),
                    certificate.aggregator(),
                    create,
                    "a VEN has another certificate, of which the fingerprint ends with the same ten bytes");
        }
        if (create.venId().isPresent() && !create.venId().get().equals(ven.id().value())) {
            throw new RefusedException(
                    RefusedException.NOT_REGISTERED,
                    "venID '%s' does not belong to this certificate"
                            .formatted(create.venId().get()));
        }
        if (ven.provisioned() && !isExpected(certificate, ven)) {
            throw refused(
                    Optional.of(certificate),
                    certificate.account(),
                    certificate.aggregator(),
                    create,
                    "the certificate has another common name or organisation than the operator expects");
        }
    }

    /** The fingerprint alone may be known of a VEN; it stands for the account then. */
    private static boolean isExpected(BoxCertificate certificate, VenEntry ven) {
        boolean anyAccount = ven.account().value().equals(certificate.fingerprint());
        return ven.aggregator().equals(certificate.aggregator())
                && (anyAccount || ven.account().equals(certificate.account()));
    }

    private VenId newId(BoxCertificate certificate, CreatePartyRegistration create) {
        Optional<String> wanted = create.venId();
        if (!policy.isOpen()) {
            throw refused(
                    Optional.of(certificate),
                    certificate.account(),
                    certificate.aggregator(),
                    create,
                    "no operator has added a VEN with this certificate");
        }
        if (wanted.isEmpty()) {
            return new VenId(UUID.randomUUID().toString());
        }
        VenId id = new VenId(wanted.get());
        // some clients, avob among them, are called after their certificate from the beginning
        if (isFingerprint(wanted.get(), certificate) && vens.byIds(List.of(id)).isEmpty()) {
            return id;
        }
        throw new RefusedException(
                RefusedException.INVALID_ID,
                "venID '%s' is not known for this certificate; register without one".formatted(wanted.get()));
    }

    private static boolean isFingerprint(String venId, BoxCertificate certificate) {
        String fingerprint = certificate.fingerprint();
        return venId.equals(fingerprint)
                || venId.equals(fingerprint.replace(":", "").toLowerCase(Locale.ROOT));
    }

    /** For development: a VEN without a certificate may choose its id. */
    private Admitted admitWithoutCertificate(CreatePartyRegistration create) {
        Optional<VenEntry> known = create.venId().isPresent()
                ? create.venId().flatMap(access::withoutCertificate)
                : vens.byAccountWithoutCertificate(developmentAccount(create));
        AccountId account = known.map(VenEntry::account).orElseGet(() -> developmentAccount(create));
        AggregatorId aggregator = known.map(VenEntry::aggregator).orElse(developmentAggregator);
        if (known.isEmpty() && !policy.isOpen()) {
            throw refused(Optional.empty(), account, aggregator, create, "no operator has added a VEN of this name");
        }
        VenId id = known.map(VenEntry::id).orElseGet(() -> developmentId(create));
        if (known.isEmpty() && !vens.byIds(List.of(id)).isEmpty()) {
            throw refused(
                    Optional.empty(),
                    account,
                    aggregator,
                    create,
                    "venID '%s' belongs to a VEN with a certificate; register with that certificate".formatted(id));
        }
        return new Admitted(id, account, aggregator, known);
    }

    private static VenId developmentId(CreatePartyRegistration create) {
        String wanted = create.venId().orElseGet(() -> UUID.randomUUID().toString());
        if (!PERMITTED_ID.matcher(wanted).matches()) {
            throw new RefusedException(
                    RefusedException.INVALID_DATA, "venID may hold letters, digits and . _ : - only");
        }
        return new VenId(wanted);
    }

    private static AccountId developmentAccount(CreatePartyRegistration create) {
        String name = create.venName()
                .or(create::venId)
                .orElseThrow(() -> new RefusedException(
                        RefusedException.INVALID_ID, "without a certificate oadrVenName or venID is needed"));
        return new AccountId(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString());
    }

    private RefusedException refused(
            Optional<BoxCertificate> certificate,
            AccountId account,
            AggregatorId aggregator,
            CreatePartyRegistration create,
            String reason) {
        candidates.refused(certificate, account, aggregator, create, reason, clock.instant());
        return new RefusedException(RefusedException.NOT_REGISTERED, reason);
    }
}
