package eu.flexcoop.middleware.ops.shell.internal;

import java.util.Optional;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.openadr.api.Ven;
import eu.flexcoop.middleware.openadr.api.VenRegistry;
import eu.flexcoop.middleware.security.api.BoxCertificate;
import eu.flexcoop.middleware.security.api.CertificateRegister;
import eu.flexcoop.middleware.security.api.IssuedCertificate;

/** Shows one certificate of a box and the VEN that uses it. */
@Service
@Command(scope = "pki", name = "info", description = "Shows a box certificate and the VEN that uses it")
public class CertificateInfoCommand extends OperatorCommand {
    @Argument(
            name = "certificate",
            description = "SHA-256 fingerprint as openssl prints it, its last ten bytes, or the serial number",
            required = true)
    String name;

    @Override
    void run() {
        IssuedCertificate issued =
                service(CertificateRegister.class).find(name).orElseThrow(() -> CertificateRevokeCommand.unknown(name));
        BoxCertificate certificate = issued.certificate();
        line("SHA-256", certificate.sha256());
        line("OpenADR", certificate.fingerprint());
        line("Serial", issued.serial());
        line("Account", certificate.account());
        line("Aggregator", certificate.aggregator());
        line("VEN", ven(certificate).map(ven -> ven.id().value()).orElse("none registered with it"));
        line("Issued", issued.issuedAt() + " for " + issued.requestedBy());
        line("Valid until", certificate.notAfter());
        issued.revocation().ifPresent(revocation -> line("Revoked", revocation.at() + ": " + revocation.reason()));
    }

    private Optional<Ven> ven(BoxCertificate certificate) {
        return findService(VenRegistry.class).flatMap(vens -> vens.findByCertificate(certificate));
    }

    private void line(String label, Object value) {
        say("%-12s %s".formatted(label, value));
    }
}
