package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Instant;
import java.util.List;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.AccountId;
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
        print(
                "No certificate was issued to account '" + account + "'",
                List.of("Fingerprint", "Aggregator", "State", "Issued", "Valid until"),
                service(CertificateRegister.class).issuedTo(new AccountId(account)).stream()
                        .map(issued -> row(
                                issued.certificate().fingerprint(),
                                issued.certificate().aggregator(),
                                state(issued, now),
                                issued.issuedAt(),
                                issued.certificate().notAfter())));
    }

    private static String state(IssuedCertificate issued, Instant now) {
        return issued.revokedAt()
                .map(at -> "revoked " + at)
                .orElse(now.isBefore(issued.certificate().notAfter()) ? "valid" : "expired");
    }
}
