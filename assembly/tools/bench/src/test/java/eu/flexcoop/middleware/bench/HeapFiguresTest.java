package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HeapFiguresTest {
    @Test
    void theTotalOfAHistogramIsItsLastNumber() throws IOException {
        String histogram =
                """
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:         18436        1561304  [B (java.base@17.0.15)
                   2:             7            112  TotalOfSomething
                Total         98123        5242880
                """;
        assertThat(LiveHeap.total(histogram)).isEqualTo(5_242_880);
        assertThat(LiveHeap.mebibytes(5_242_880)).isEqualTo(5.0);
        assertThatThrownBy(() -> LiveHeap.total("42:\nAttachNotSupportedException"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void theHeapOfAJvmIsRead() throws IOException, InterruptedException {
        byte[] held = new byte[4 << 20];
        assertThat(LiveHeap.bytes(ProcessHandle.current().pid())).isGreaterThan(held.length);
    }

    @Test
    void theFirstThirdOfTheReadingsIsComparedWithTheLast() {
        List<Figure> figures = HeapReadings.figures("VTN", "", List.of(60.0, 62.0, 90.0, 70.0, 64.0, 66.0));
        assertThat(figures).extracting(Figure::value).containsExactly(61.0, 65.0);
        assertThat(figures.get(1).note()).isEqualTo("60.0, 62.0, 90.0, 70.0, 64.0, 66.0");
        assertThat(HeapReadings.figures("VTN", "", List.of(60.0, 61.0)))
                .extracting(Figure::value)
                .containsExactly(60.0, 61.0);
    }
}
