package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.karaf.shell.api.console.CommandLine;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.EventDelivery;
import eu.flexcoop.middleware.openadr.api.NewVen;
import eu.flexcoop.middleware.openadr.api.RefusedVen;
import eu.flexcoop.middleware.openadr.api.ReportSubscription;
import eu.flexcoop.middleware.openadr.api.Ven;
import eu.flexcoop.middleware.openadr.api.VenAdministration;
import eu.flexcoop.middleware.openadr.api.VenDetails;
import eu.flexcoop.middleware.openadr.api.VenFilter;
import eu.flexcoop.middleware.openadr.api.VenOutbox.Waiting;
import eu.flexcoop.middleware.openadr.api.VenRegistry;
import eu.flexcoop.middleware.openadr.api.VenReports;
import eu.flexcoop.middleware.openadr.api.VenState;
import eu.flexcoop.middleware.openadr.api.VenStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What operators see of VENs and do with them in the shell. */
class VenCommandsTest {
    private static final int WIDTH = 100;
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00.123Z");
    private static final VenId VEN = new VenId("ce8f33ff-6df5-4e3e-9aa9-a2ab748edd1c");
    private static final VenStatus STATUS = new VenStatus(
            VEN,
            "a name that is longer than its column",
            Optional.of(new AccountId("6f1a11aa-0000-4000-8000-000000000001")),
            new AggregatorId("coop.example"),
            VenState.REGISTERED,
            Optional.of("AA:01:02:03:04:05:06:07:08:09"),
            Optional.of("00".repeat(32)),
            Optional.of(new VenStatus.Registration(
                    Optional.of("registration-1"),
                    NOW,
                    "2.0b",
                    "simpleHttp",
                    Optional.of("http://box.example"),
                    false,
                    false,
                    true,
                    Optional.of(NOW))),
            false,
            Optional.of(NOW),
            Optional.of(new Ven.Unreachable(NOW, "connection refused")));

    private final List<List<Object>> calls = new ArrayList<>();
    private final VenAdministration administration =
            ShellFixture.proxy(VenAdministration.class, (proxy, method, arguments) -> {
                calls.add(List.of(method.getName(), arguments[1]));
                return switch (method.getName()) {
                    case "list" -> List.of(STATUS);
                    case "details" -> arguments[1].equals(VEN) ? Optional.of(details()) : Optional.empty();
                    case "add" -> VEN;
                    case "refused" -> List.of(new RefusedVen(
                            Optional.of("AA:01"),
                            new AccountId("anna"),
                            new AggregatorId("coop.example"),
                            "box",
                            "nobody added it",
                            7,
                            NOW));
                    default -> null;
                };
            });
    private final ShellFixture shell = new ShellFixture().with(VenAdministration.class, administration, 0);

    private static VenDetails details() {
        return new VenDetails(
                STATUS,
                List.of(new Waiting("m", VEN, "oadrDistributeEvent", NOW, NOW, 3)),
                Map.of(
                        "event-1",
                        new EventDelivery(
                                VEN,
                                2,
                                DeliveryState.OPT_OUT,
                                Optional.of(NOW),
                                Optional.of(NOW),
                                Optional.empty(),
                                List.of())));
    }

    @Test
    void theListFitsATerminal() throws Exception {
        String printed = shell.run(new VenListCommand());

        assertThat(printed).contains(VEN.value(), "unreachable", "push", "2026-11-24T12:00:00Z");
        assertThat(printed.lines()).allSatisfy(line -> assertThat(
                        line.replaceAll("\u001b\\[[0-9;]*m", "").length())
                .isLessThanOrEqualTo(WIDTH));
    }

    @Test
    void theListForScriptsHasTheWholeName() throws Exception {
        VenListCommand command = new VenListCommand();
        command.noFormat = true;

        assertThat(shell.run(command)).contains(STATUS.name());
    }

    @Test
    void theFiltersAreThoseOfTheService() throws Exception {
        VenListCommand command = new VenListCommand();
        command.offline = true;
        command.aggregator = "coop.example";
        shell.run(command);

        assertThat(calls)
                .containsExactly(List.of(
                        "list",
                        new VenFilter(
                                Optional.of(VenState.REGISTERED),
                                Optional.of(false),
                                Optional.of(new AggregatorId("coop.example")))));
        command.online = true;
        assertThatThrownBy(() -> shell.run(command)).hasMessageContaining("only one of the filters");
    }

    @Test
    void aFullPageSaysHowToContinue() throws Exception {
        VenRegistry registry = ShellFixture.proxy(VenRegistry.class, (proxy, method, arguments) -> 100_000L);
        VenListCommand command = new VenListCommand();
        command.limit = 1;

        assertThat(shell.with(VenRegistry.class, registry, 0).run(command))
                .contains("1 shown, 100000 VENs are registered; continue with --after " + VEN);
    }

    @Test
    void allThatIsKnownOfAVenIsShown() throws Exception {
        VenReports reports = ShellFixture.proxy(
                VenReports.class,
                (proxy, method, arguments) -> List.of(
                        report("active", ReportSubscription.State.ACTIVE),
                        report("over", ReportSubscription.State.ENDED)));
        shell.with(VenReports.class, reports, 0);
        VenInfoCommand command = new VenInfoCommand();
        command.ven = VEN.value();

        assertThat(shell.run(command))
                .contains("registration-1", "2.0b over simpleHttp, push, XML signatures", "http://box.example")
                .contains("AA:01:02:03:04:05:06:07:08:09", "00".repeat(32), "coop.example")
                .contains("oadrDistributeEvent since " + NOW + ", sent 3 times")
                .contains("TELEMETRY_USAGE spec, active, 2 points each PT1M, request active")
                .contains("event-1 version 2, opt out at " + NOW)
                .contains("registered again without them", "since " + NOW + ": connection refused");
        command.ven = "nobody";
        assertThatThrownBy(() -> shell.run(command)).hasMessageContaining("VEN 'nobody' is unknown");
    }

    private static ReportSubscription report(String id, ReportSubscription.State state) {
        return new ReportSubscription(
                VEN,
                id,
                "spec",
                "TELEMETRY_USAGE",
                ReportSubscription.Kind.PERIODIC,
                state,
                true,
                List.of("a", "b"),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void theCommandsNameTheVen() throws Exception {
        VenCancelCommand cancel = new VenCancelCommand();
        cancel.ven = VEN.value();
        VenReregisterCommand reregister = new VenReregisterCommand();
        reregister.ven = VEN.value();
        VenRemoveCommand remove = new VenRemoveCommand();
        remove.ven = VEN.value();

        shell.run(cancel);
        shell.run(reregister);
        shell.run(remove);

        assertThat(calls)
                .containsExactly(List.of("cancel", VEN), List.of("requestReregistration", VEN), List.of("remove", VEN));
    }

    @Test
    void aVenIsAddedByItsFingerprint() throws Exception {
        VenAddCommand command = new VenAddCommand();
        command.fingerprint = "AA:01:02:03:04:05:06:07:08:09";
        command.aggregator = "coop.example";

        assertThat(shell.run(command)).contains(VEN.value());
        assertThat(calls)
                .containsExactly(List.of(
                        "add",
                        new NewVen(
                                Optional.empty(),
                                Optional.of(command.fingerprint),
                                Optional.empty(),
                                new AggregatorId("coop.example"),
                                Optional.empty())));
    }

    @Test
    void refusedBoxesAreListed() throws Exception {
        assertThat(shell.run(new VenCandidateListCommand())).contains("AA:01", "anna", "7", "nobody added it");
    }

    @Test
    void completionReadsSomeIdsAfterWhatIsTyped() {
        List<Object> asked = new ArrayList<>();
        VenAdministration vens = ShellFixture.proxy(VenAdministration.class, (proxy, method, arguments) -> {
            asked.add(arguments[2]);
            asked.add(arguments[3]);
            return List.of(STATUS);
        });
        VenIdCompleter completer = new VenIdCompleter();
        completer.bundleContext =
                new ShellFixture().with(VenAdministration.class, vens, 0).bundleContext();
        CommandLine typed =
                ShellFixture.proxy(CommandLine.class, (proxy, method, arguments) -> switch (method.getName()) {
                    case "getCursorArgument" -> "ce8f-and-more";
                    case "getArgumentPosition" -> 3;
                    case "getBufferPosition" -> 12;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        List<String> candidates = new ArrayList<>();

        completer.complete(null, typed, candidates);

        assertThat(asked).containsExactly(Optional.of("ce8"), 100);
        assertThat(candidates).singleElement().satisfies(id -> assertThat(id).contains(VEN.value()));
    }
}
