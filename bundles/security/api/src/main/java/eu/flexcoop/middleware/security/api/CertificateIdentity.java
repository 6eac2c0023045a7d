package eu.flexcoop.middleware.security.api;

import java.security.cert.X509Certificate;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

/** Tells whose box presents a certificate on the VTN's TLS listener. Thread-safe; certificates seen before are not re-parsed. */
@ProviderType
public interface CertificateIdentity {
    /** Empty if the certificate is not one of ours, expired or revoked. */
    Optional<BoxCertificate> identify(X509Certificate certificate);
}
