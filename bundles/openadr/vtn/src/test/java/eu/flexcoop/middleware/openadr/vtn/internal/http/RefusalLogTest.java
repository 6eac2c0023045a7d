package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RefusalLogTest {
    private Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private final RefusalLog log = new RefusalLog(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });

    private List<String> lines(String sender, int refusals) {
        return IntStream.range(0, refusals)
                .mapToObj(i -> log.line(sender, "Answered oadrPoll with 463"))
                .flatMap(Optional::stream)
                .toList();
    }

    @Test
    void noSenderFloodsTheLog() {
        assertThat(lines("a", 1000)).hasSize(RefusalLog.LINES_PER_MINUTE);
        assertThat(lines("b", 1)).containsExactly("Answered oadrPoll with 463 (sender b)");
        assertThat(lines("a", 1)).isEmpty();
        now = now.plusSeconds(60);
        assertThat(lines("a", 2))
                .containsExactly(
                        "Answered oadrPoll with 463 (sender a, %d more unsaid)"
                                .formatted(1001 - RefusalLog.LINES_PER_MINUTE),
                        "Answered oadrPoll with 463 (sender a)");
    }

    @Test
    void whatATerminalMightObeyIsNotPrinted() {
        assertThat(RefusalLog.printable("a\u001b[2J\nb\u009bc\u202ed")).isEqualTo("a?[2J?b?c?d");
        assertThat(RefusalLog.printable("Höhe ü")).isEqualTo("Höhe ü");
        assertThat(RefusalLog.printable("x".repeat(10_000))).hasSizeLessThan(410);
    }
}
