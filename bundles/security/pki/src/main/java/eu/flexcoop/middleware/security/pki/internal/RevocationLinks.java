package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;

import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/**
 * Where others find out whether a certificate is revoked, as it stands in the certificate (RFC 5280, 4.2.1.13 and 4.2.2.1).
 *
 * @param base address of this installation without a slash at the end; empty writes nothing into certificates
 */
record RevocationLinks(Optional<String> base) {
    /** @throws IllegalArgumentException if the address is not a http or https one */
    static RevocationLinks of(String publicUrl) {
        if (publicUrl.isBlank()) {
            return new RevocationLinks(Optional.empty());
        }
        URI url = URI.create(publicUrl.strip());
        if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                || url.getHost() == null
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "publicUrl in etc/%s.cfg is '%s'; write a http or https address without a query"
                            .formatted(PkiConfig.PID, publicUrl));
        }
        return new RevocationLinks(Optional.of(url.toString().replaceFirst("/+$", "")));
    }

    void addTo(X509v3CertificateBuilder certificate) throws IOException {
        if (base.isEmpty()) {
            return;
        }
        certificate.addExtension(
                Extension.authorityInfoAccess,
                false,
                new AuthorityInformationAccess(AccessDescription.id_ad_ocsp, name("/ocsp")));
        DistributionPointName list = new DistributionPointName(new GeneralNames(name("/.well-known/est/crl")));
        certificate.addExtension(Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {
            new DistributionPoint(list, null, null)
        }));
    }

    private GeneralName name(String path) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, base.orElseThrow() + path);
    }
}
