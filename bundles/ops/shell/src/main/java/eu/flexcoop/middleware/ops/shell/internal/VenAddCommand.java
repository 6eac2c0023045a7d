package eu.flexcoop.middleware.ops.shell.internal;

import java.util.Optional;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.NewVen;
import eu.flexcoop.middleware.openadr.api.VenAdministration;

/** Adds a VEN that is expected to register. */
@Service
@Command(
        scope = "ven",
        name = "add",
        description = "Admits a VEN before it registers, by fingerprint or common name of its certificate")
public class VenAddCommand extends OperatorCommand {
    @Option(
            name = "--fingerprint",
            description = "SHA-256 of the certificate, 64 hex digits or the last 20, as ven:candidate-list shows it")
    String fingerprint;

    @Option(name = "--account", description = "Common name of the certificate; needed without a fingerprint")
    String account;

    @Option(name = "--aggregator", description = "Organisation of the certificate", required = true)
    String aggregator;

    @Option(name = "--ven-id", description = "Id that the VEN gets; chosen by the VTN if not given")
    String venId;

    @Option(name = "--name", description = "For people, until the VEN says its own")
    String name;

    @Override
    void run() {
        VenId added = service(VenAdministration.class)
                .add(
                        operator(),
                        new NewVen(
                                Optional.ofNullable(venId).map(VenId::new),
                                Optional.ofNullable(fingerprint),
                                Optional.ofNullable(account).map(AccountId::new),
                                new AggregatorId(aggregator),
                                Optional.ofNullable(name)));
        say("VEN %s may register".formatted(added));
    }
}
