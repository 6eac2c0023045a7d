package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The tables of docs/eve-keys.md say what the parser does. */
class EveKeysTest {
    private static final Path PAGE = Path.of("../../../docs/eve-keys.md");
    private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");

    private static Set<String> names(String heading, String treatment) throws IOException {
        Set<String> names = new HashSet<>();
        List<String> lines = Files.readAllLines(PAGE);
        lines.stream()
                .skip(lines.indexOf(heading) + 1L)
                .takeWhile(line -> !line.startsWith("#"))
                .map(line -> line.split("\\|"))
                .filter(cells -> cells.length > 2 && cells[2].strip().equals(treatment))
                .forEach(cells -> NAME.matcher(cells[1]).results().forEach(name -> names.add(name.group(1))));
        return names;
    }

    @Test
    void everyKeyIsReadOrRefusedAsWritten() throws IOException {
        assertThat(names("## Keys of a definition", "read")).isEqualTo(DefinitionKeys.READ);
        assertThat(names("## Keys of a definition", "refused")).isEqualTo(DefinitionKeys.REFUSED.keySet());
    }

    @Test
    void everyRuleIsReadOrRefusedAsWritten() throws IOException {
        Set<String> read = new HashSet<>(RuleNames.READ);
        read.addAll(RuleNames.NOTES);
        assertThat(names("## Rules of a field", "read")).isEqualTo(read);
        assertThat(names("## Rules of a field", "refused")).isEqualTo(RuleNames.REFUSED.keySet());
    }
}
