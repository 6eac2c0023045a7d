package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenOutbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OutboxCommandsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final VenOutbox.Waiting EVENTS =
            new VenOutbox.Waiting("1", new VenId("v1"), "oadrDistributeEvent", NOW, NOW.plusSeconds(30), 2);
    private static final VenOutbox.Waiting REPORT =
            new VenOutbox.Waiting("2", new VenId("v1"), "oadrRegisterReport", NOW, NOW, 0);

    private final List<Object> calls = new ArrayList<>();
    private List<VenOutbox.Waiting> waiting = List.of(EVENTS, REPORT);
    private final VenOutbox outbox = ShellFixture.proxy(VenOutbox.class, (proxy, method, arguments) -> {
        calls.add(List.of(arguments));
        return waiting;
    });

    private String run(OperatorCommand command) throws Exception {
        return new ShellFixture().with(VenOutbox.class, outbox, 0).run(command);
    }

    @Test
    void messagesAreListedWithTheirStateAndWhereToGoOn() throws Exception {
        OutboxListCommand list = new OutboxListCommand();
        list.limit = 2;

        assertThat(run(list))
                .contains("oadrDistributeEvent", "sent", "2026-11-24T12:00:30Z", "oadrRegisterReport", "queued")
                .contains("Continue with --after v1~oadrRegisterReport");
    }

    @Test
    void theListIsFilteredAndPaged() throws Exception {
        OutboxListCommand list = new OutboxListCommand();
        list.ven = "v1";
        list.state = "sent";
        list.after = "v1~oadrCreateReport";
        run(list);

        assertThat(calls)
                .containsExactly(List.of(
                        new VenOutbox.Filter(Optional.of(new VenId("v1")), Optional.of(VenOutbox.State.SENT)),
                        Optional.of(new VenOutbox.Place(new VenId("v1"), "oadrCreateReport")),
                        100));
    }

    @Test
    void wrongWordsAreRefused() {
        OutboxListCommand state = new OutboxListCommand();
        state.state = "lost";
        OutboxListCommand after = new OutboxListCommand();
        after.after = "v1";

        assertThatThrownBy(() -> run(state)).hasMessageContaining("'lost' is no state");
        assertThatThrownBy(() -> run(after)).hasMessageContaining("'v1' is no row");
    }

    @Test
    void clearingSaysWhatWasRemoved() throws Exception {
        OutboxClearCommand clear = new OutboxClearCommand();
        clear.ven = "v1";

        assertThat(run(clear)).contains("Removed 2 message(s) for VEN v1: oadrDistributeEvent, oadrRegisterReport");
        waiting = List.of();
        assertThat(run(clear)).contains("Nothing waits for VEN v1");
    }
}
