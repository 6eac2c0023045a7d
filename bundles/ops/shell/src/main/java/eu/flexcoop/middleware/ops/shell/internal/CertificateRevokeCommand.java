package eu.flexcoop.middleware.ops.shell.internal;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.security.api.CertificateRegister;
import eu.flexcoop.middleware.security.api.IssuedCertificate;

/** Revokes the certificate of a box. */
@Service
@Command(scope = "pki", name = "revoke", description = "Revokes a box certificate; this cannot be undone")
public class CertificateRevokeCommand extends OperatorCommand {
    @Argument(
            name = "certificate",
            description = "SHA-256 fingerprint as openssl prints it, its last ten bytes, or the serial number",
            required = true)
    String name;

    @Option(name = "--reason", description = "Reason that the register stores")
    String reason = "by the operator";

    @Override
    void run() {
        IssuedCertificate revoked =
                service(CertificateRegister.class).revoke(name, reason).orElseThrow(() -> unknown(name));
        say("Certificate %s of account %s is revoked"
                .formatted(
                        revoked.certificate().fingerprint(),
                        revoked.certificate().account()));
    }

    static CommandFailedException unknown(String name) {
        return new CommandFailedException(
                "No certificate '%s' was issued here. Give the SHA-256 fingerprint, its last ten bytes or the serial number; pki:list ACCOUNT shows those of an account"
                        .formatted(name));
    }
}
