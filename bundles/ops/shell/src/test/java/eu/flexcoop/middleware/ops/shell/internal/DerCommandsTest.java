package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.apache.karaf.shell.api.console.CommandLine;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.der.api.Der;
import eu.flexcoop.middleware.der.api.DerKind;
import eu.flexcoop.middleware.der.api.DerRegistry;
import eu.flexcoop.middleware.der.api.DerType;
import eu.flexcoop.middleware.security.api.Caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DerCommandsTest {
    private static final Der BATTERY = new Der(
            new DeviceId("404de147-aaaa-bbbb-cccc-000000000001"),
            new Der.Owner(new VenId("ven-1"), new AccountId("a0000000-0000-4000"), new AggregatorId("coop")),
            "otherLoad",
            "Battery\u001b in the cellar of the house",
            DerKind.BATTERY,
            Optional.of(DerType.STORAGE),
            new Der.Rating(Optional.of(5000.0), Optional.of(4000.0), Optional.of(3)),
            Optional.of(new Der.Flexibility(Optional.of(100.0), Optional.empty(), Optional.of(Duration.ofHours(2)))),
            new Der.Place(List.of("Cellar"), Optional.of(new Der.Position(2.1, 41.4))),
            new Der.Availability("yes", Optional.of("no"), Optional.empty()),
            List.of(new Der.MeasuringPoint("bat_power", "power_real", "W")),
            List.of(new Der.SteeringPoint("bat_set", "setPoint")),
            Set.of("phases", "kind"),
            Instant.parse("2026-11-24T12:00:00Z"),
            Optional.of(Instant.parse("2026-11-25T12:00:00Z")));

    private final List<Object> calls = new ArrayList<>();
    private final ShellFixture shell = new ShellFixture()
            .with(
                    DerRegistry.class,
                    new DerRegistry() {
                        @Override
                        public List<Der> list(Caller caller, Filter filter, Optional<String> after, int limit) {
                            assertThat(caller.isPrivileged()).isTrue();
                            calls.add(filter);
                            calls.add(after);
                            return List.of(BATTERY);
                        }

                        @Override
                        public Optional<Der> find(Caller caller, DeviceId id) {
                            return id.equals(BATTERY.id()) ? Optional.of(BATTERY) : Optional.empty();
                        }
                    },
                    0);

    @Test
    void theListIsFilteredAndContinues() throws Exception {
        DerListCommand list = new DerListCommand();
        list.account = "ann";
        list.ven = "ven-1";
        list.kind = "battery";
        list.retired = true;
        list.after = "3";
        list.limit = 1;

        String printed = shell.run(list);

        assertThat(calls)
                .containsExactly(
                        new DerRegistry.Filter(
                                Optional.of(new AccountId("ann")),
                                Optional.of(new VenId("ven-1")),
                                Optional.of(DerKind.BATTERY),
                                true),
                        Optional.of("3"));
        assertThat(printed)
                .contains(
                        BATTERY.id().value(), "Battery?", "battery (retired)", "Storage", "5000.0", "--after 404de147");
        list.kind = "toaster";
        assertThatThrownBy(() -> shell.run(list)).hasMessageContaining("'toaster' is no kind, choose of heat_pump");
    }

    @Test
    void scriptsGetWholeNames() throws Exception {
        DerListCommand list = new DerListCommand();
        list.noFormat = true;

        assertThat(shell.run(list)).contains("in the cellar of the house", "a0000000-0000-4000");
    }

    @Test
    void theInfoShowsWhatItIsAndWhatItCanDo() throws Exception {
        DerInfoCommand info = new DerInfoCommand();
        info.id = BATTERY.id().value();

        assertThat(shell.run(info))
                .contains(
                        "Kind         battery",
                        "Capacity     5000.0 W",
                        "Available    4000.0 W",
                        "Phases       3",
                        "100.0 W up, unknown down, for PT2H",
                        "Spaces       Cellar",
                        "41.4, 2.1 (lat, lon)",
                        "demand response: no",
                        "bat_power as power_real W",
                        "bat_set sets setPoint",
                        "Corrected    kind, phases",
                        "Retired      2026-11-25T12:00:00Z");
        info.id = "nobody";
        assertThatThrownBy(() -> shell.run(info)).hasMessageContaining("DER 'nobody' is unknown, see der:list");
    }

    @Test
    void idsAreCompletedFromWhatIsTyped() {
        DerIdCompleter completer = new DerIdCompleter();
        completer.bundleContext = shell.bundleContext();
        CommandLine typed =
                ShellFixture.proxy(CommandLine.class, (proxy, method, arguments) -> switch (method.getName()) {
                    case "getCursorArgument" -> "404d";
                    case "getArgumentPosition", "getBufferPosition" -> 4;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        List<String> candidates = new ArrayList<>();

        completer.complete(null, typed, candidates);

        assertThat(calls).containsExactly(DerRegistry.Filter.ALL, Optional.of("404d"));
        assertThat(candidates).singleElement().asString().startsWith("404de147");
        assertThat(shell.held()).isZero();
    }
}
