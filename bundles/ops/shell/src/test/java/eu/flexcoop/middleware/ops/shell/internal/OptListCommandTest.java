package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenOpts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OptListCommandTest {
    private static final VenOpts.Entry ENTRY = new VenOpts.Entry(
            "1~a",
            Instant.parse("2026-11-24T12:00:00.123Z"),
            new VenId("ven-1"),
            VenOpts.Kind.EVENT,
            "oadrCancelOpt",
            "optOut",
            Optional.of("o1"),
            Optional.of("0a1b2c3d-0000-1111-2222-333344445555"),
            "economic reasons of the household");

    private final List<Object> calls = new ArrayList<>();
    private final ShellFixture shell = new ShellFixture()
            .with(
                    VenOpts.class,
                    (caller, filter, after, limit) -> {
                        calls.add(filter);
                        calls.add(after);
                        return List.of(ENTRY);
                    },
                    0);

    @Test
    void theListIsFilteredAndContinues() throws Exception {
        OptListCommand list = new OptListCommand();
        list.ven = "ven-1";
        list.event = "e1";
        list.kind = "event";
        list.standing = true;
        list.after = "0~b";
        list.limit = 1;

        String printed = shell.run(list);

        assertThat(calls)
                .containsExactly(
                        new VenOpts.Filter(
                                Optional.of(new VenId("ven-1")),
                                Optional.of("e1"),
                                Optional.of(VenOpts.Kind.EVENT),
                                true),
                        Optional.of("0~b"));
        assertThat(printed).contains("2026-11-24T12:00:00Z", "cancelled", "--after 1~a");
        assertThat(printed.lines()).allMatch(line -> line.length() <= 100);
        list.kind = "maybe";
        assertThatThrownBy(() -> shell.run(list)).hasMessageContaining("'maybe' is no kind");
    }

    @Test
    void scriptsGetWholeIds() throws Exception {
        OptListCommand list = new OptListCommand();
        list.noFormat = true;

        assertThat(shell.run(list))
                .contains("0a1b2c3d-0000-1111-2222-333344445555", "economic reasons of the household");
    }
}
