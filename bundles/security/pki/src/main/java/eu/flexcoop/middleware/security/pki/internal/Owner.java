package eu.flexcoop.middleware.security.pki.internal;

import java.util.Optional;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.security.api.BoxCertificate;
import eu.flexcoop.middleware.security.api.Caller;

/** For whom a certificate is: CN and O of its subject. */
record Owner(AccountId account, AggregatorId aggregator) {
    /**
     * A prosumer gets a certificate for itself. Services and administrators act for others and name them in the subject. A cooperative
     * cannot: its token does not prove whose box it is.
     *
     * @throws ForeignSubjectException if a prosumer's request names somebody else
     */
    static Owner of(Caller caller, CertificateRequest request) {
        return switch (caller.role()) {
            case PROSUMER -> new Owner(
                            caller.account()
                                    .orElseThrow(() -> new EnrolmentRefusedException("The token names no account")),
                            caller.aggregator()
                                    .orElseThrow(() -> new EnrolmentRefusedException("The token names no aggregator")))
                    .named("token", request);
            case SERVICE, ADMIN -> new Owner(
                    new AccountId(request.account()
                            .orElseThrow(() -> new EnrolmentRefusedException("The request's subject has no CN"))),
                    new AggregatorId(request.aggregator()
                            .orElseThrow(() -> new EnrolmentRefusedException("The request's subject has no O"))));
            case AGGREGATOR -> throw new EnrolmentRefusedException("Aggregators do not enrol boxes");
        };
    }

    /** @throws ForeignSubjectException if the request names somebody else than the certificate */
    static Owner of(BoxCertificate present, CertificateRequest request) {
        return new Owner(present.account(), present.aggregator()).named("certificate on the connection", request);
    }

    /** A box that names somebody else was set up for the wrong account; silently certifying another name would hide that. */
    private Owner named(String proof, CertificateRequest request) {
        requireSame(proof, "CN", request.account(), account.value());
        requireSame(proof, "O", request.aggregator(), aggregator.value());
        return this;
    }

    private void requireSame(String proof, String part, Optional<String> requested, String proven) {
        if (requested.isPresent() && !requested.get().equals(proven)) {
            throw new ForeignSubjectException(
                    "The request's subject has %s '%s', the %s '%s'".formatted(part, requested.get(), proof, proven),
                    this);
        }
    }
}
