package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.routing.api.RouteControl;
import eu.flexcoop.middleware.routing.api.RouteDirectory;
import eu.flexcoop.middleware.routing.api.RouteInfo;
import eu.flexcoop.middleware.routing.api.UnknownRouteException;
import eu.flexcoop.middleware.routing.spi.DeadLetter;
import eu.flexcoop.middleware.routing.spi.DeadLetters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RouteCommandsTest {
    private static final String RANGE = "2020121010/404de147-e7ae-4a4f-9d4c-7f4b0f1f0a11";
    private static final String REASON = "12 attempts: the value of metric kwh is not a number, which no store takes";

    private final List<String> calls = new ArrayList<>();
    private final RouteDirectory directory = () -> List.of(
            new RouteInfo(
                    "telemetry-longterm-range-by-range",
                    "eu.flexcoop.middleware.routes.telemetry.longterm",
                    "timer://telemetry-longterm",
                    RouteInfo.State.SUSPENDED,
                    123_456_789,
                    4321,
                    Optional.of("IllegalStateException: " + REASON)),
            new RouteInfo("other", "b", "f", RouteInfo.State.STARTED, 1, 0, Optional.empty()));
    private final RouteControl control = new RouteControl() {
        @Override
        public void stop(String id) {
            calls.add("stop " + known(id));
        }

        @Override
        public void start(String id) {
            calls.add("start " + known(id));
        }

        private String known(String id) {
            if (!id.equals("other")) {
                throw new UnknownRouteException(id);
            }
            return id;
        }
    };

    private final class Kept implements DeadLetters {
        private final String route;
        private final List<DeadLetter> letters;

        Kept(String route, DeadLetter... letters) {
            this.route = route;
            this.letters = List.of(letters);
        }

        @Override
        public List<String> routes() {
            return List.of(route);
        }

        @Override
        public List<DeadLetter> list(String wanted, int most) {
            return letters;
        }

        @Override
        public long count(String wanted) {
            return letters.size();
        }

        @Override
        public long retry(String wanted, Collection<String> ids) {
            calls.add("retry %s %s".formatted(wanted, ids));
            return letters.stream().filter(letter -> ids.contains(letter.id())).count();
        }

        @Override
        public long retryAll(String wanted) {
            calls.add("retry all " + wanted);
            return letters.size();
        }
    }

    private ShellFixture shell() {
        DeadLetter letter =
                new DeadLetter(RANGE, "device d", Optional.of(Instant.parse("2026-11-27T10:00:59Z")), REASON);
        return new ShellFixture()
                .with(RouteDirectory.class, directory, 0)
                .with(RouteControl.class, control, 0)
                .with(DeadLetters.class, new Kept("other", letter), 0)
                .with(DeadLetters.class, new Kept("quiet"), 0);
    }

    private static void assertFits(String output) {
        assertThat(output.lines())
                .allSatisfy(line -> assertThat(line.strip().length()).isLessThanOrEqualTo(100));
    }

    @Test
    void tablesFitAndJsonIsWhole() throws Exception {
        String routes = shell().run(new RouteListCommand());
        assertFits(routes);
        assertThat(routes).contains("telemetry-longterm-range-by-range", "suspended", "123456789", "started");
        String letters = shell().run(new DeadLetterListCommand());
        assertFits(letters);
        assertThat(letters).contains(RANGE, "2026-11-27T10:00Z", "12 attempts:");

        DeadLetterListCommand command = new DeadLetterListCommand();
        command.json = true;
        JsonNode json = new ObjectMapper().readTree(shell().run(command));
        assertThat(json).hasSize(1);
        assertThat(json.get(0).get("reason").asText()).isEqualTo(REASON);
        assertThat(json.get(0).get("route").asText()).isEqualTo("other");
        RouteListCommand list = new RouteListCommand();
        list.json = true;
        JsonNode row = new ObjectMapper().readTree(shell().run(list)).get(0);
        assertThat(row.get("done").isNumber()).isTrue();
        assertThat(row.get("last_error").asText()).endsWith("no store takes");
    }

    @Test
    void aRouteIsShownStoppedAndStarted() throws Exception {
        RouteInfoCommand info = new RouteInfoCommand();
        info.id = "other";
        assertThat(shell().run(info)).contains("Route other of b: started", "Set aside:  1");
        RouteStopCommand stop = new RouteStopCommand();
        stop.id = "other";
        assertThat(shell().run(stop)).contains("stopped");
        RouteStartCommand start = new RouteStartCommand();
        start.id = "other";
        assertThat(shell().run(start)).contains("started");
        assertThat(calls).containsExactly("stop other", "start other");

        info.id = "othr";
        stop.id = "othr";
        assertThatThrownBy(() -> shell().run(info)).isInstanceOf(UnknownRouteException.class);
        assertThatThrownBy(() -> shell().run(stop)).isInstanceOf(UnknownRouteException.class);
    }

    private static RouteRetryCommand retry(String route, boolean all, String... ids) {
        RouteRetryCommand command = new RouteRetryCommand();
        command.route = route;
        command.all = all;
        command.ids = List.of(ids);
        return command;
    }

    @Test
    void workIsPutBackByIdOrAltogether() throws Exception {
        assertThat(shell().run(retry(null, false, RANGE))).contains("other: 1 put back");
        assertThat(calls).containsExactlyInAnyOrder("retry other [" + RANGE + "]", "retry quiet [" + RANGE + "]");
        calls.clear();
        assertThat(shell().run(retry("quiet", true))).contains("No route has set anything aside");
        assertThat(calls).containsExactly("retry all quiet");
    }

    @Test
    void whatCannotBePutBackFailsTheCommand() {
        assertThatThrownBy(() -> shell().run(retry(null, false)))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("--all");
        assertThatThrownBy(() -> shell().run(retry(null, true, RANGE))).isInstanceOf(CommandFailedException.class);
        assertThatThrownBy(() -> shell().run(retry(null, false, "nothing"))).hasMessageContaining("nothing");
        assertThatThrownBy(() -> shell().run(retry("othr", true)))
                .hasMessageContaining("'othr'")
                .hasMessageContaining("other, quiet");
    }
}
