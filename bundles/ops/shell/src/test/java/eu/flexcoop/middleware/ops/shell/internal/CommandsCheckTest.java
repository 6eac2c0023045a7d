package eu.flexcoop.middleware.ops.shell.internal;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;

import org.apache.felix.hc.api.Result;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.console.Registry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CommandsCheckTest {
    private static final List<Command> COMMANDS =
            List.of(TokenCommand.class.getAnnotation(Command.class), VenListCommand.class.getAnnotation(Command.class));

    @Test
    void namesTheCommandsThatTheShellDoesNotKnowYet() {
        Result result = new CommandsCheck(registry(Set.of("ven:list")), COMMANDS).execute();

        assertThat(result.getStatus()).isEqualTo(Result.Status.TEMPORARILY_UNAVAILABLE);
        assertThat(result.toString()).contains("security:token").doesNotContain("ven:list");
    }

    @Test
    void isOkWhenTheShellKnowsAllOfThem() {
        Result result = new CommandsCheck(registry(Set.of("ven:list", "security:token")), COMMANDS).execute();

        assertThat(result.getStatus()).isEqualTo(Result.Status.OK);
    }

    private static Registry registry(Set<String> known) {
        var commandType = org.apache.karaf.shell.api.console.Command.class;
        return (Registry) Proxy.newProxyInstance(
                Registry.class.getClassLoader(), new Class<?>[] {Registry.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("getCommand")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return known.contains(arguments[0] + ":" + arguments[1])
                            ? Proxy.newProxyInstance(
                                    commandType.getClassLoader(), new Class<?>[] {commandType}, (command, m, a) -> null)
                            : null;
                });
    }
}
