package eu.flexcoop.middleware.box;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class HouseholdFileTest {
    @TempDir
    Path folder;

    @Test
    void theRegistersHoldTheSumOfTheEnergiesExactly() throws IOException {
        HouseholdFile file = read("2011-07-31T14:00:00Z,l,0.1,0\n2011-07-31T14:30:00Z,l,0.2,1.005\n");
        assertThat(file.readings())
                .containsExactly(
                        new HouseholdFile.RegisterReading(Instant.parse("2011-07-31T14:00:00Z"), 0, 0),
                        new HouseholdFile.RegisterReading(Instant.parse("2011-07-31T14:30:00Z"), 0.1, 0),
                        new HouseholdFile.RegisterReading(Instant.parse("2011-07-31T15:00:00Z"), 0.3, 1.005));
    }

    @Test
    void aGapIsNamedWithItsLine() {
        assertThatThrownBy(() -> read("2011-07-31T14:00:00Z,l,0.1,0\n2011-07-31T15:30:00Z,l,0.2,0\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining("does not follow");
    }

    @Test
    void negativeEnergyAndMissingFieldsAreRefused() {
        assertThatThrownBy(() -> read("2011-07-31T14:00:00Z,l,-0.1,0\n")).hasMessageContaining("negative");
        assertThatThrownBy(() -> read("2011-07-31T14:00:00Z,l\n")).hasMessageContaining("line 2");
    }

    @Test
    void anotherHeaderIsRefused() throws IOException {
        Path file = folder.resolve("other.csv");
        Files.writeString(file, "time,GC,GG\n");
        assertThatThrownBy(() -> HouseholdFile.read(file)).hasMessageContaining("first line");
    }

    private HouseholdFile read(String lines) throws IOException {
        Path file = folder.resolve("data.csv");
        Files.writeString(file, HouseholdFile.HEADER + "\n" + lines);
        return HouseholdFile.read(file);
    }
}
