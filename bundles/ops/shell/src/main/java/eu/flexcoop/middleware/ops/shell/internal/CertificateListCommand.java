package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.openadr.api.VenRegistry;
import eu.flexcoop.middleware.security.api.CertificateRegister;
import eu.flexcoop.middleware.security.api.IssuedCertificate;

/** Lists the certificates that were issued to the boxes of an account. */
@Service
@Command(scope = "pki", name = "list", description = "Lists the box certificates of an account, newest first")
public class CertificateListCommand extends ListCommand {
    @Argument(name = "account", description = "Account id, the CN of its certificates", required = true)
    @Completion(AccountCompleter.class)
    String account;

    @Override
    void run() {
        Instant now = Instant.now();
        Optional<VenRegistry> vens = findService(VenRegistry.class);
        print(
                "No certificate was issued to account '" + account + "'",
                List.of("Fingerprint", "Serial", "VEN", "State", "Valid until", "SHA-256"),
                service(CertificateRegister.class).issuedTo(new AccountId(account)).stream()
                        .map(issued -> row(
                                issued.certificate().fingerprint(),
                                issued.serial(),
                                vens.flatMap(registry -> registry.findByCertificate(issued.certificate()))
                                        .map(ven -> ven.id().value())
                                        .orElse(""),
                                state(issued, now),
                                issued.certificate().notAfter(),
                                issued.certificate().sha256())));
    }

    private static String state(IssuedCertificate issued, Instant now) {
        if (issued.revocation().isPresent()) {
            return "revoked";
        }
        return now.isBefore(issued.certificate().notAfter()) ? "valid" : "expired";
    }
}
