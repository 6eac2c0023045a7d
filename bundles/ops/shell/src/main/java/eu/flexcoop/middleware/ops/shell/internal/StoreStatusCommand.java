package eu.flexcoop.middleware.ops.shell.internal;

import java.util.Comparator;
import java.util.List;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.table.ShellTable;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.servers.api.ServerStates;

/** Shows the servers that the middleware uses and the collections with their owners and retention. */
@Service
@Command(
        scope = "store",
        name = "status",
        description = "Shows MongoDB, HBase and the AMQP broker, and the collections with their owners and retention")
public class StoreStatusCommand extends OperatorCommand {
    @Option(name = "--no-format", description = "Plain columns, for scripts")
    boolean noFormat;

    @Override
    public Object execute() {
        ShellTable table = new ShellTable().emptyTableText("No server is configured and none is started here");
        for (String column : List.of("Server", "State", "Address", "Process", "Since", "Detail")) {
            table.column(column);
        }
        services(ServerStates.class).stream()
                .flatMap(states -> states.states().stream())
                .sorted(Comparator.comparing(state -> state.kind()))
                .forEach(state -> table.addRow()
                        .addContent(
                                state.kind().key(),
                                Words.of(state.phase()),
                                state.address(),
                                state.pid().isPresent()
                                        ? Long.toString(state.pid().getAsLong())
                                        : "",
                                state.since(),
                                state.detail()));
        table.print(session.getConsole(), !noFormat);
        services(MongoCollections.class).stream().findFirst().ifPresent(this::printCollections);
        return null;
    }

    private void printCollections(MongoCollections mongo) {
        say("");
        ShellTable table = new ShellTable().emptyTableText("No collection was opened yet");
        for (String column : List.of("Collection", "Owner", "Kept")) {
            table.column(column);
        }
        mongo.owned().forEach(collection -> table.addRow()
                .addContent(
                        collection.name(),
                        collection.exclusive() ? collection.owner() : "shared",
                        collection.retention()));
        table.print(session.getConsole(), !noFormat);
    }
}
