package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.api.DrEventService;
import eu.flexcoop.middleware.routing.api.RouteDirectory;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.servers.api.ServerStates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CommandsTest {
    @Test
    void aListHasAHeaderAndARowForEachItem() throws Exception {
        String printed = new ShellFixture().run(new TwoRows());

        assertThat(printed.lines().map(line -> line.replaceAll("\\W+", " ").strip()))
                .contains("First Second", "a 1", "b 2");
    }

    @Test
    void aListForScriptsHasNoHeader() throws Exception {
        TwoRows command = new TwoRows();
        command.noFormat = true;

        String printed = new ShellFixture().run(command);

        assertThat(printed.lines().map(line -> line.split("\\s+")))
                .containsExactly(new String[] {"a", "1"}, new String[] {"b", "2"});
    }

    @Test
    void anEmptyListSaysSo() throws Exception {
        RouteDirectory none = List::of;

        assertThat(new ShellFixture().with(RouteDirectory.class, none, 0).run(new RouteListCommand()))
                .contains("No bundle offers routes");
    }

    @Test
    void aCommandWithoutItsServiceNamesTheService() {
        assertThatThrownBy(() -> new ShellFixture().run(new RouteListCommand()))
                .hasMessageContaining("RouteDirectory is not available on this node");
    }

    @Test
    void theServiceWithTheHighestRankingIsAsked() throws Exception {
        RouteDirectory none = List::of;
        RouteDirectory broken = () -> {
            throw new IllegalStateException("the wrong one");
        };
        ShellFixture shell =
                new ShellFixture().with(RouteDirectory.class, broken, 1).with(RouteDirectory.class, none, 2);

        assertThat(shell.run(new RouteListCommand())).contains("No bundle offers routes");
    }

    @Test
    void servicesAreReleasedWhenTheCommandEnds() throws Exception {
        ServerStates none = List::of;
        ShellFixture shell =
                new ShellFixture().with(ServerStates.class, none, 0).with(ServerStates.class, none, 1);

        shell.run(new StoreStatusCommand());

        assertThat(shell.held()).isZero();
    }

    @Test
    void servicesAreReleasedWhenTheCommandFails() {
        RouteDirectory broken = () -> {
            throw new IllegalStateException("broken");
        };
        ShellFixture shell = new ShellFixture().with(RouteDirectory.class, broken, 0);

        assertThatThrownBy(() -> shell.run(new RouteListCommand())).hasMessage("broken");
        assertThat(shell.held()).isZero();
    }

    @Test
    void theUserOfTheShellIsTheCaller() throws Exception {
        AtomicReference<Caller> caller = new AtomicReference<>();
        DrEventService events = ShellFixture.proxy(DrEventService.class, (proxy, method, arguments) -> {
            caller.set((Caller) arguments[0]);
            return List.of();
        });

        new ShellFixture().as("anna").with(DrEventService.class, events, 0).run(new EventListCommand());

        assertThat(caller.get().subject()).isEqualTo("anna");
        assertThat(caller.get().isPrivileged()).isTrue();
    }

    private static final class TwoRows extends ListCommand {
        @Override
        void run() {
            print("nothing", List.of("First", "Second"), List.of(row("a", 1), row("b", 2)).stream());
        }
    }
}
