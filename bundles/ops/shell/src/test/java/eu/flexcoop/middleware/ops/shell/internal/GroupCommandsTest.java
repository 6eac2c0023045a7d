package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.DeliveryState;
import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.DrEventService;
import eu.flexcoop.middleware.openadr.api.DrTarget;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.EventState;
import eu.flexcoop.middleware.openadr.api.VenGroup;
import eu.flexcoop.middleware.openadr.api.VenGroupService;

import static org.assertj.core.api.Assertions.assertThat;

/** Groups of VENs, and events for more than single VENs. */
class GroupCommandsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private final List<Object> calls = new ArrayList<>();
    private final VenGroupService groups =
            ShellFixture.proxy(VenGroupService.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "add", "remove" -> {
                    calls.add(method.getName() + " " + arguments[1] + " " + arguments[2]);
                    yield 2L;
                }
                case "delete" -> {
                    calls.add("delete " + arguments[1]);
                    yield null;
                }
                case "list" -> List.of(
                        new VenGroup("north", Optional.of("The north"), Optional.empty(), NOW, NOW, 100_000));
                case "members" -> List.of(new VenId("v1"), new VenId("v2"));
                default -> throw new UnsupportedOperationException(method.getName());
            });

    private String run(OperatorCommand command) throws Exception {
        return new ShellFixture().with(VenGroupService.class, groups, 0).run(command);
    }

    @Test
    void vensAreAddedAndRemoved() throws Exception {
        GroupAddCommand add = new GroupAddCommand();
        add.group = "north";
        add.vens = List.of("v1", "v2");
        GroupRemoveCommand remove = new GroupRemoveCommand();
        remove.group = "north";
        remove.vens = List.of("v1");

        assertThat(run(add)).contains("2 VEN(s) added to group north");
        assertThat(run(remove)).contains("2 VEN(s) removed from group north");
        assertThat(calls).containsExactly("add north [v1, v2]", "remove north [v1]");
    }

    @Test
    void aGroupIsRemoved() throws Exception {
        GroupDeleteCommand delete = new GroupDeleteCommand();
        delete.group = "north";

        assertThat(run(delete)).contains("Group north is removed");
        assertThat(calls).containsExactly("delete north");
    }

    @Test
    void aNameCannotCommandTheTerminal() throws Exception {
        GroupDeleteCommand delete = new GroupDeleteCommand();
        delete.group = "no\u001b[2Jr\u009b31mt\nh";

        assertThat(run(delete)).contains("Group no?[2Jr?31mt?h is removed");
    }

    @Test
    void groupsOrTheMembersOfOneAreListed() throws Exception {
        GroupListCommand all = new GroupListCommand();
        all.noFormat = true;
        GroupListCommand one = new GroupListCommand();
        one.noFormat = true;
        one.group = "north";

        assertThat(run(all)).contains("north", "The north", "100000");
        assertThat(run(one).lines().map(String::strip)).containsExactly("v1", "v2");
    }

    @Test
    void anEventIsCreatedForEveryKindOfTarget() throws Exception {
        AtomicReference<EventRequest> asked = new AtomicReference<>();
        DrEventService events = ShellFixture.proxy(DrEventService.class, (proxy, method, arguments) -> {
            asked.set((EventRequest) arguments[1]);
            return new DrEvent(
                    "e1", 0, NOW, NOW, EventState.FAR, asked.get().terms(), new EnumMap<>(DeliveryState.class));
        });
        EventCreateCommand create = new EventCreateCommand();
        create.vens = List.of("v1");
        create.groups = List.of("north");
        create.resources = List.of("heater", "boiler@v2");
        create.parties = List.of("coop.example");
        create.deviceClasses = List.of("Thermostat");
        create.value = 1500;

        new ShellFixture().with(DrEventService.class, events, 0).run(create);

        assertThat(asked.get().targets())
                .containsExactly(
                        new DrTarget.OfVen(new VenId("v1")),
                        new DrTarget.OfGroup("north"),
                        new DrTarget.OfResource("heater", Optional.empty()),
                        new DrTarget.OfResource("boiler", Optional.of(new VenId("v2"))),
                        new DrTarget.OfParty("coop.example"),
                        new DrTarget.OfDeviceClass("Thermostat"));
    }
}
