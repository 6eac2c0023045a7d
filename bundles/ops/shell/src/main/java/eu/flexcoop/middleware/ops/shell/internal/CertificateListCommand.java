package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Instant;
import java.util.List;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.security.api.CertificateRegister;
import eu.flexcoop.middleware.security.api.IssuedCertificate;

/** Shows which certificates the boxes of an account have got. */
@Service
@Command(scope = "pki", name = "list", description = "Lists the box certificates of an account, newest first")
public class CertificateListCommand extends OperatorCommand {
    @Argument(name = "account", description = "Account id, the CN of its certificates", required = true)
    @Completion(AccountCompleter.class)
    String account;

    @Option(name = "--no-format", description = "Plain columns, for scripts")
    boolean noFormat;

    @Override
    public Object execute() {
        ShellTable table = new ShellTable().emptyTableText("No certificate was issued to account '" + account + "'");
        for (String column : List.of("Fingerprint", "Aggregator", "State", "Issued", "Valid until")) {
            table.column(column);
        }
        Instant now = Instant.now();
        service(CertificateRegister.class).issuedTo(new AccountId(account)).forEach(issued -> table.addRow()
                .addContent(
                        issued.certificate().fingerprint(),
                        issued.certificate().aggregator(),
                        state(issued, now),
                        issued.issuedAt(),
                        issued.certificate().notAfter()));
        table.print(session.getConsole(), !noFormat);
        return null;
    }

    private static String state(IssuedCertificate issued, Instant now) {
        return issued.revokedAt()
                .map(at -> "revoked " + at)
                .orElse(now.isBefore(issued.certificate().notAfter()) ? "valid" : "expired");
    }
}
