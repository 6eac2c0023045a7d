package eu.flexcoop.middleware.bench;

import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PowerReportsTest {
    @Test
    void everyBoxBelongsToOneConnection() {
        List<BenchBox> boxes = boxes(23);
        List<List<BenchBox>> parts = PowerReports.parts(boxes, 10);
        assertThat(parts).hasSize(10).allSatisfy(part -> assertThat(part).hasSizeBetween(2, 3));
        assertThat(parts.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(boxes);
    }

    @Test
    void noConnectionIsWithoutABox() {
        assertThat(PowerReports.parts(boxes(3), 10)).hasSize(3).allSatisfy(part -> assertThat(part)
                .hasSize(1));
    }

    private static List<BenchBox> boxes(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new BenchBox("house" + number, URI.create("http://127.0.0.1:1"), null, 1, 0))
                .toList();
    }
}
