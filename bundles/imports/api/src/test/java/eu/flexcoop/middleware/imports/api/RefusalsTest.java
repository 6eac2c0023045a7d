package eu.flexcoop.middleware.imports.api;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RefusalsTest {
    private final Refusals refusals = new Refusals();

    @Test
    void neighboursWithTheSameReasonAreOne() {
        refusals.add("line 2", 1, "no time");
        refusals.add("line 3", 1, "no time");
        refusals.add("line 5", 2, "no station");

        assertThat(refusals.report(7))
                .isEqualTo(new ImportReport(
                        7,
                        4,
                        List.of(
                                new Refusal("line 2", "line 3", 2, "no time"),
                                new Refusal("line 5", "line 5", 2, "no station"))));
    }

    @Test
    void whatIsNotKeptIsCounted() {
        for (int i = 0; i < 2 * Refusals.MOST; i++) {
            refusals.add("line " + i, 1, "reason " + i);
        }
        // its reason is that of the last one that was kept, but others were between
        refusals.add("line x", 1, "reason " + (Refusals.MOST - 1));

        ImportReport report = refusals.report(0);

        assertThat(report.refusals()).hasSize(Refusals.MOST);
        assertThat(report.refusals().get(Refusals.MOST - 1).last()).isEqualTo("line " + (Refusals.MOST - 1));
        assertThat(report.refused()).isEqualTo(2 * Refusals.MOST + 1);
    }
}
