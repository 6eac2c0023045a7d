package eu.flexcoop.middleware.box;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.openadr.codec.report.Report.Interval;
import eu.flexcoop.middleware.openadr.codec.report.Report.Value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BoxReadingsTest {
    private static final Instant START = Instant.parse("2011-07-31T14:00:00Z");

    @TempDir
    Path folder;

    @Test
    void theRegistersOfAHouseholdHoldTheSumOfTheEnergiesExactly() throws IOException {
        BoxReadings file = household("2011-07-31T14:00:00Z,l,0.1,0\n2011-07-31T14:30:00Z,l,0.2,1.005\n");
        assertThat(file.readings())
                .extracting(BoxReadings.Reading::at)
                .containsExactly(START, START.plusSeconds(1800), START.plusSeconds(3600));
        assertThat(file.readings())
                .extracting(BoxReadings.Reading::values)
                .containsExactly(new double[] {0, 0}, new double[] {0.1, 0}, new double[] {0.3, 1.005});
    }

    @Test
    void aGapOfAHouseholdIsNamedWithItsLine() {
        assertThatThrownBy(() -> household("2011-07-31T14:00:00Z,l,0.1,0\n2011-07-31T15:30:00Z,l,0.2,0\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining("does not follow");
    }

    @Test
    void negativeEnergyAndMissingFieldsAreRefused() {
        assertThatThrownBy(() -> household("2011-07-31T14:00:00Z,l,-0.1,0\n")).hasMessageContaining("negative");
        assertThatThrownBy(() -> household("2011-07-31T14:00:00Z,l\n")).hasMessageContaining("line 2");
    }

    @Test
    void aReadingsFileSaysWhatItsColumnsAre() throws IOException {
        BoxReadings file = read(
                """
                at,m_1 kWh Direct Read,t_1 celsius Direct Read
                2011-07-31T14:00:00Z,1.5,
                2011-07-31T14:15:00Z,,20.25
                """);
        assertThat(file.points())
                .containsExactly(
                        new BoxPoint("m_1", "kWh", "Direct Read"), new BoxPoint("t_1", "celsius", "Direct Read"));
        assertThat(file.step()).isEqualTo(Duration.ofMinutes(15));
        BoxMessages messages = new BoxMessages(
                new BoxSettings("b", "a", "g", "H", URI.create("http://localhost"), "", true),
                file.points(),
                file.step());
        List<Interval> intervals = messages.measurements("ven", "r", List.of("m_1", "t_1"), file.readings(), START)
                .reports()
                .get(0)
                .intervals();
        assertThat(intervals).hasSize(2);
        assertThat(intervals.get(0).values()).extracting(Value::rId).containsExactly("m_1");
        assertThat(intervals.get(1).values()).extracting(Value::rId).containsExactly("t_1");
        assertThat(messages.capabilities("ven", START).reports().get(0).descriptions())
                .extracting(each -> each.itemBase().map(unit -> unit.scale() + unit.units()))
                .containsExactly(Optional.of("kWh"), Optional.of("nonecelsius"));
    }

    @Test
    void linesThatCannotBeSentAreNamed() {
        String head = "at,m_1 kWh Direct Read\n";
        assertThatThrownBy(() -> read(head + "2011-07-31T14:00:00Z,1,2\n")).hasMessageContaining("3 cells, not 2");
        assertThatThrownBy(() -> read(head + "yesterday,1\n")).hasMessageContaining("line 2");
        assertThatThrownBy(() -> read(head + "2011-07-31T14:00:00Z,1\n2011-07-31T14:00:00Z,1\n"))
                .hasMessageContaining("not later");
        assertThatThrownBy(() -> read("at,m_1 furlong Direct Read\n")).hasMessageContaining("furlong");
        assertThatThrownBy(() -> read("at,m_1\n")).hasMessageContaining("reading type");
    }

    @Test
    void anotherHeaderIsRefused() {
        assertThatThrownBy(() -> read("time,GC,GG\n")).hasMessageContaining("first line");
    }

    private BoxReadings household(String lines) throws IOException {
        return read(HouseholdFile.HEADER + "\n" + lines);
    }

    private BoxReadings read(String text) throws IOException {
        Path file = folder.resolve("data.csv");
        Files.writeString(file, text);
        return BoxReadings.read(file, "House1");
    }
}
