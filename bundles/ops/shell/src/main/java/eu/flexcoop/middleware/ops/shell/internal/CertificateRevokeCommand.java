package eu.flexcoop.middleware.ops.shell.internal;

import java.util.Locale;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.security.api.CertificateRegister;

/** Revokes the certificate of a box. */
@Service
@Command(scope = "pki", name = "revoke", description = "Revokes a box certificate; this cannot be undone")
public class CertificateRevokeCommand extends OperatorCommand {
    @Argument(name = "fingerprint", description = "As pki:list shows it", required = true)
    String fingerprint;

    @Option(name = "--reason", description = "Reason that the register stores")
    String reason = "by the operator";

    @Override
    void run() {
        String wanted = fingerprint.strip().toUpperCase(Locale.ROOT);
        if (!service(CertificateRegister.class).revoke(wanted, reason)) {
            throw new CommandFailedException(
                    "No certificate with fingerprint %s was issued here, pki:list shows those of an account"
                            .formatted(wanted));
        }
        say("Certificate %s is revoked".formatted(wanted));
    }
}
