package eu.flexcoop.middleware.ops.shell.internal;

import java.util.Locale;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.security.api.CertificateRegister;

/** Locks a box out for good. */
@Service
@Command(scope = "pki", name = "revoke", description = "Ends a box certificate for good")
public class CertificateRevokeCommand extends OperatorCommand {
    @Argument(name = "fingerprint", description = "As pki:list shows it", required = true)
    String fingerprint;

    @Option(name = "--reason", description = "What the register says of it")
    String reason = "by the operator";

    @Override
    public Object execute() {
        String wanted = fingerprint.strip().toUpperCase(Locale.ROOT);
        if (!service(CertificateRegister.class).revoke(wanted, reason)) {
            throw new CommandFailedException(
                    "No certificate with fingerprint %s was issued here, pki:list shows those of an account"
                            .formatted(wanted));
        }
        say("Certificate %s is revoked".formatted(wanted));
        return null;
    }
}
