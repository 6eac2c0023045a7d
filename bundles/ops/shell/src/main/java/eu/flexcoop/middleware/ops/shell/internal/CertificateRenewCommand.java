package eu.flexcoop.middleware.ops.shell.internal;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.security.api.CertificateRenewal;

/** Renews the certificate of a box that cannot do it by itself, and prints the new one for it. */
@Service
@Command(
        scope = "pki",
        name = "renew",
        description = "Renews a box certificate with the same key and prints the new one as PEM")
public class CertificateRenewCommand extends OperatorCommand {
    @Argument(
            name = "certificate",
            description = "SHA-256 fingerprint as openssl prints it, its last ten bytes, or the serial number",
            required = true)
    String name;

    @Override
    void run() throws CertificateEncodingException {
        X509Certificate renewed = service(CertificateRenewal.class)
                .renew(name, "operator " + operator().subject())
                .orElseThrow(() -> CertificateRevokeCommand.unknown(name));
        Pem.lines(renewed).forEach(this::say);
    }
}
