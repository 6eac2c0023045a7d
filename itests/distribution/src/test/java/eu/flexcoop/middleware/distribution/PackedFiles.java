package eu.flexcoop.middleware.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.cyclonedx.exception.ParseException;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.parsers.JsonParser;

/** A distribution as its build has put it together, which is what the archive holds. */
record PackedFiles(Path folder) {
    static final Path ROOT = Path.of(System.getProperty("flexcoop.root"));

    static PackedFiles of(String distribution) {
        return new PackedFiles(ROOT.resolve("assembly").resolve(distribution).resolve("target/assembly"));
    }

    Path billOfMaterials() {
        return folder.resolve("bom.cdx.json");
    }

    Bom bill() throws ParseException {
        return new JsonParser().parse(billOfMaterials().toFile());
    }

    /** Every component of the bill, with those inside others. */
    List<Component> components() throws ParseException {
        List<Component> all = new ArrayList<>();
        collect(bill().getComponents(), all);
        return all;
    }

    private static void collect(List<Component> components, List<Component> all) {
        if (components != null) {
            for (Component component : components) {
                all.add(component);
                collect(component.getComponents(), all);
            }
        }
    }

    /** Paths of all jars, as the bill names them. */
    List<String> jars() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
