package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;

import eu.flexcoop.middleware.security.api.BoxCertificate;
import eu.flexcoop.middleware.security.api.Caller;

/** Decides who gets a certificate, for EST and the JSON form alike. Thread-safe. */
final class BoxEnrolment {
    private final Issuing issuing;
    private final MongoCertificates register;

    BoxEnrolment(InstallationAuthority authority, MongoCertificates register, PkiConfig config) {
        this(new Issuing(authority.authority(), register, config), register);
    }

    BoxEnrolment(Issuing issuing, MongoCertificates register) {
        this.issuing = issuing;
        this.register = register;
    }

    /**
     * The first certificate of a box.
     *
     * @param request as {@link CertificateRequest#parse} takes it
     * @throws eu.flexcoop.middleware.core.api.MiddlewareException if the request is bad or the caller may not have the certificate
     */
    X509Certificate enrol(byte[] request, Caller caller) throws IOException {
        CertificateRequest parsed = CertificateRequest.parse(request);
        return issue(parsed, Owner.of(caller, parsed), caller.subject());
    }

    /**
     * Whose certificate the client has proved to own.
     *
     * @throws EnrolmentRefusedException unless it may be renewed
     */
    BoxCertificate present(Optional<X509Certificate> shown) {
        return shown.flatMap(register::identify)
                .orElseThrow(() -> new EnrolmentRefusedException(
                        "The connection shows no certificate of a box that is valid, registered and not revoked"));
    }

    /** A certificate for the same account and aggregator; the present one stays valid, since the box may not get the answer. */
    X509Certificate renew(byte[] request, BoxCertificate present) throws IOException {
        CertificateRequest parsed = CertificateRequest.parse(request);
        return issue(parsed, Owner.of(present, parsed), "certificate " + present.fingerprint());
    }

    private X509Certificate issue(CertificateRequest request, Owner owner, String requestedBy) throws IOException {
        try {
            return issuing.issue(request.key(), owner.account(), owner.aggregator(), requestedBy);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The authority cannot certify a key that was checked", e);
        }
    }
}
