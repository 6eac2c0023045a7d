package eu.flexcoop.middleware.ops.shell.internal;

import java.util.Comparator;
import java.util.List;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.servers.api.ServerStates;

/** Shows the servers that the middleware uses and the collections with their owners and retention. */
@Service
@Command(
        scope = "store",
        name = "status",
        description = "Shows MongoDB, HBase and the AMQP broker, and the collections with their owners and retention")
public class StoreStatusCommand extends ListCommand {
    @Override
    void run() {
        print(
                "No server is configured and none is started here",
                List.of("Server", "State", "Address", "Process", "Since", "Detail"),
                services(ServerStates.class).stream()
                        .flatMap(states -> states.states().stream())
                        .sorted(Comparator.comparing(state -> state.kind()))
                        .map(state -> row(
                                state.kind().key(),
                                Constants.text(state.phase()),
                                state.address(),
                                state.pid().isPresent()
                                        ? Long.toString(state.pid().getAsLong())
                                        : "",
                                state.since(),
                                state.detail())));
        findService(MongoCollections.class).ifPresent(this::printCollections);
    }

    private void printCollections(MongoCollections mongo) {
        if (!json) {
            say("");
        }
        print(
                "No collection has been opened",
                List.of("Collection", "Owner", "Kept"),
                mongo.owned().stream()
                        .map(collection -> row(
                                collection.name(),
                                collection.exclusive() ? collection.owner() : "shared",
                                collection.retention())));
    }
}
