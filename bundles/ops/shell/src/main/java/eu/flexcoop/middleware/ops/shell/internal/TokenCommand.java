package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.security.api.TokenIssuer;

/** Prints a token of the development issuer and nothing else. */
@Service
@Command(scope = "security", name = "token", description = "Prints a token of the development issuer")
public class TokenCommand extends OperatorCommand {
    private static final int LONGEST_HOURS = 24 * 30;

    @Option(name = "--role", description = "prosumer, aggregator, service or admin", required = true)
    @Completion(RoleCompleter.class)
    String role;

    @Option(name = "--names", description = "Further roles that resource definitions ask for, separated by commas")
    String names;

    @Option(name = "--subject", description = "Who it is for; the account of a prosumer")
    String subject;

    @Option(name = "--account", description = "Account of a prosumer, the same as --subject")
    String account;

    @Option(name = "--aggregator", description = "Cooperative of a prosumer or an aggregator")
    String aggregator;

    @Option(name = "--client", description = "Component that uses it, for role service")
    String client;

    @Option(name = "--hours", description = "How long it is valid")
    int hours = 12;

    @Override
    void run() {
        Role wanted = role();
        if (hours < 1 || hours > LONGEST_HOURS) {
            throw new CommandFailedException("--hours is %d, give 1 to %d".formatted(hours, LONGEST_HOURS));
        }
        String named = subject != null ? subject : account;
        if (wanted == Role.PROSUMER && named == null) {
            throw new CommandFailedException("A prosumer's token needs --subject, the account id");
        }
        if (wanted == Role.AGGREGATOR && aggregator == null) {
            throw new CommandFailedException("An aggregator's token needs --aggregator");
        }
        String who = named != null ? named : client != null ? client : wanted.key();
        Optional<AccountId> owner = wanted == Role.PROSUMER ? Optional.of(new AccountId(named)) : Optional.empty();
        say(issuer().issue(
                        who,
                        wanted,
                        names == null ? Set.of() : Set.copyOf(List.of(names.split(","))),
                        owner,
                        Optional.ofNullable(aggregator).map(AggregatorId::new),
                        Optional.ofNullable(client),
                        Duration.ofHours(hours)));
    }

    private TokenIssuer issuer() {
        return findService(TokenIssuer.class)
                .orElseThrow(() -> new CommandFailedException(
                        "There is no development issuer here. It is part of the one-machine install, switched on by"
                                + " FLEXCOOP_DEV_ISSUER=true before the start, and does not run where HTTP or HTTPS"
                                + " listen on the network: the log says so"));
    }

    private Role role() {
        try {
            return Role.valueOf(role.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new CommandFailedException(
                    "'%s' is not a role, use prosumer, aggregator, service or admin".formatted(role));
        }
    }
}
