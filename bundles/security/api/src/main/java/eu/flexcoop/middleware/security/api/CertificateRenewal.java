package eu.flexcoop.middleware.security.api;

import java.security.cert.X509Certificate;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/** Renews certificates of boxes that cannot do it by themselves, because theirs has ended or they do not reach the VTN. Thread-safe. */
@ProviderType
public interface CertificateRenewal {
    /**
     * Issues a certificate for the same key, account and aggregator. The present one stays as it is, and so does the key: whoever could
     * use the present one can use the new one.
     *
     * @param name as {@link CertificateRegister#find} takes it
     * @param requestedBy who asked for it; the register keeps it
     * @return the new certificate; empty if none of that name was issued
     * @throws eu.flexcoop.middleware.core.api.MiddlewareException with status 409 if the certificate is revoked or the account has as many
     *     valid ones as it may have
     */
    Optional<X509Certificate> renew(String name, String requestedBy);
}
