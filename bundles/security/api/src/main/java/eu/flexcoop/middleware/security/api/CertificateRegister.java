package eu.flexcoop.middleware.security.api;

import java.util.List;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.AccountId;

/** The certificates that this installation has issued to boxes. Thread-safe. */
@ProviderType
public interface CertificateRegister {
    /** All of one account, revoked and expired ones too, newest first. */
    List<IssuedCertificate> issuedTo(AccountId account);

    /**
     * Ends a certificate for good. The box is locked out at once on this node, on others within the time that the
     * configuration of the PKI names.
     *
     * @param fingerprint as in {@link BoxCertificate}
     * @return false if no such certificate was issued; true also if it was revoked before
     */
    boolean revoke(String fingerprint, String reason);
}
