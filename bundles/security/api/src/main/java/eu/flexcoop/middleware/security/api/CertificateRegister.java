package eu.flexcoop.middleware.security.api;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.AccountId;

/**
 * The certificates that this installation has issued to boxes. Thread-safe.
 *
 * <p>A certificate is named by its SHA-256 fingerprint as openssl prints it, by the last ten bytes of that as OpenADR writes it, or by its
 * serial number in hex; colons and letter case do not matter.
 */
@ProviderType
public interface CertificateRegister {
    /** Certificate of the authority that signs them and the servers of this installation, which boxes must trust. */
    X509Certificate authority();

    /** All of one account, revoked and expired ones too, newest first. */
    List<IssuedCertificate> issuedTo(AccountId account);

    /** The certificate of that name; empty if none was issued. */
    Optional<IssuedCertificate> find(String name);

    /**
     * Ends a certificate for good. The box is locked out at once on this node, on others within the time that the
     * configuration of the PKI names. One that was revoked before keeps its first reason.
     *
     * @return the certificate; empty if none of that name was issued
     */
    Optional<IssuedCertificate> revoke(String name, String reason);
}
