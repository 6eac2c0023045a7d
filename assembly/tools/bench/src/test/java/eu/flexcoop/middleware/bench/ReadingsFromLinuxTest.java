package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReadingsFromLinuxTest {
    @Test
    void cpuTimeIsUserAndSystemTimeWhateverTheProgramIsCalled() {
        String stat = "42 (a b) c) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 7 7 20 0 30 0 1000 1 1";
        assertThat(ProcessFigures.cpuSeconds(stat)).isEqualTo(3.0);
    }

    @Test
    void thisProcessHasSpentTimeAndHoldsMemory() {
        long pid = ProcessHandle.current().pid();
        assertThat(ProcessFigures.cpuSeconds(pid)).isPositive();
        assertThat(ProcessFigures.residentMegabytes(pid).orElseThrow()).isGreaterThan(10);
        assertThat(ProcessFigures.peakMegabytes(pid).orElseThrow()).isGreaterThan(10);
    }

    @Test
    void whatAProcessSpentSinceItsStartIsMoreThanWhatItSpentSinceNow() {
        Map<String, Long> pids = Map.of("own", ProcessHandle.current().pid());
        CpuMeter now = CpuMeter.fromNow(pids);
        assertThat(CpuMeter.fromTheirStart(pids).spent().get("own"))
                .isGreaterThan(now.spent().get("own"));
        assertThat(CpuMeter.per1000(Map.of("own", 3.0), 2000)).isEqualTo("own 1.500 CPU s per 1000");
    }

    @Test
    void aProcessThatIsNotThereHoldsNothing() {
        assertThat(ProcessFigures.residentMegabytes(999_999_999)).isEmpty();
    }

    @Test
    void theMachineIsDescribedByItsProcessorAndMemory() {
        assertThat(Machine.value(List.of("processor\t: 0", "model name\t: Any CPU @ 2 GHz"), "model name"))
                .isEqualTo("Any CPU @ 2 GHz");
        assertThat(Machine.here().memoryMegabytes()).isPositive();
    }

    @Test
    void theDataFolderSaysWhichProcessesRunAndWhere() throws IOException {
        JsonNode container = json("{'pid': 17, 'started': 4, 'boot': 'x'}");
        JsonNode servers =
                json("{'servers': [{'server': 'mongodb', 'pid': 18, 'address': 'mongodb://127.0.0.1:1/flexcoop'},"
                        + " {'server': 'hbase', 'address': 'hbase://127.0.0.1:2'}]}");
        Installation installation = Installation.of(container, servers);
        assertThat(installation.pid()).isEqualTo(17);
        assertThat(installation.serverPids()).containsExactly(java.util.Map.entry("mongodb", 18L));
        assertThat(installation.address("hbase")).isEqualTo("hbase://127.0.0.1:2");
        assertThatThrownBy(() -> installation.address("amqp")).hasMessageContaining("amqp");
    }

    @Test
    void aFolderWithoutAMiddlewareIsNamed() {
        assertThatThrownBy(() -> Installation.in(Path.of("/nowhere")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("/nowhere");
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }
}
