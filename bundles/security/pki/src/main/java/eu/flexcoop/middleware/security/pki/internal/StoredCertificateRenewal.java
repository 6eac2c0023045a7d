package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.security.api.CertificateRenewal;
import eu.flexcoop.middleware.security.api.IssuedCertificate;

/** Renews with the key of the certificate that the register has stored. */
@Component(service = CertificateRenewal.class, configurationPid = PkiConfig.PID)
public final class StoredCertificateRenewal implements CertificateRenewal {
    private final Issuing issuing;
    private final MongoCertificates register;

    @Activate
    public StoredCertificateRenewal(
            @Reference InstallationAuthority authority, @Reference MongoCertificates register, PkiConfig config) {
        this(new Issuing(authority.authority(), register, config), register);
    }

    StoredCertificateRenewal(Issuing issuing, MongoCertificates register) {
        this.issuing = issuing;
        this.register = register;
    }

    @Override
    public Optional<X509Certificate> renew(String name, String requestedBy) {
        return register.find(name).map(present -> renew(present, requestedBy));
    }

    private X509Certificate renew(IssuedCertificate present, String requestedBy) {
        if (present.revocation().isPresent()) {
            throw new RevokedCertificateException(present.certificate().fingerprint());
        }
        try {
            return issuing.issue(
                    register.encoded(present.certificate().sha256()).getPublicKey(),
                    present.certificate().account(),
                    present.certificate().aggregator(),
                    requestedBy);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(
                    "Certificate %s cannot be renewed"
                            .formatted(present.certificate().fingerprint()),
                    e);
        }
    }
}
