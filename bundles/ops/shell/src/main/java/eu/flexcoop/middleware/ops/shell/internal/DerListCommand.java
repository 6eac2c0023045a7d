package eu.flexcoop.middleware.ops.shell.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.der.api.Der;
import eu.flexcoop.middleware.der.api.DerKind;
import eu.flexcoop.middleware.der.api.DerRegistry;
import eu.flexcoop.middleware.der.api.DerType;

/** Lists the DERs behind the boxes. */
@Service
@Command(scope = "der", name = "list", description = "Lists the distributed energy resources (DERs) behind the boxes")
public class DerListCommand extends ListCommand {
    private static final int NAME_WIDTH = 14;

    @Option(name = "--account", description = "Only those of this prosumer")
    @Completion(AccountCompleter.class)
    String account;

    @Option(name = "--ven", description = "Only those behind this VEN")
    @Completion(VenIdCompleter.class)
    String ven;

    @Option(name = "--kind", description = "Only those of this kind, for example heat_pump")
    @Completion(DerKindCompleter.class)
    String kind;

    @Option(name = "--retired", description = "Also those that their boxes do not report any more")
    boolean retired;

    @Option(name = "--after", description = "Begins after this id")
    String after;

    @Option(name = "--limit", description = "Number of rows at most")
    int limit = 100;

    @Override
    void run() {
        DerRegistry.Filter filter = new DerRegistry.Filter(
                Optional.ofNullable(account).map(AccountId::new),
                Optional.ofNullable(ven).map(VenId::new),
                Optional.ofNullable(kind).map(DerListCommand::kind),
                retired);
        List<Der> ders = service(DerRegistry.class).list(operator(), filter, Optional.ofNullable(after), limit);
        print(
                "There is no such DER",
                List.of("DER", "Name", "Kind", "Type", "Max W", "Account", "VEN"),
                ders.stream()
                        .map(der -> row(
                                der.id(),
                                fitting(der.name()),
                                der.kind().key() + (der.retiredAt().isPresent() ? " (retired)" : ""),
                                der.type().map(DerType::key).orElse(""),
                                der.rating()
                                        .maxCapacityW()
                                        .map(Object::toString)
                                        .orElse(""),
                                fitting(der.owner().account().value()),
                                fitting(der.owner().ven().value()))));
        if (ders.size() == limit && compact()) {
            say("Continue with --after " + ders.get(limit - 1).id());
        }
    }

    private String fitting(String text) {
        return fitting(text, NAME_WIDTH);
    }

    private static DerKind kind(String text) {
        return DerKind.ofKey(text)
                .orElseThrow(() -> new CommandFailedException("'%s' is no kind, choose of %s"
                        .formatted(
                                text,
                                Arrays.stream(DerKind.values())
                                        .map(DerKind::key)
                                        .collect(Collectors.joining(", ")))));
    }
}
