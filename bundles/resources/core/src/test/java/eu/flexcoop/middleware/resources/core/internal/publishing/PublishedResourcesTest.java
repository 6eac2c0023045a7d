package eu.flexcoop.middleware.resources.core.internal.publishing;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.resources.api.ResourceStatus;
import eu.flexcoop.middleware.resources.api.ResourceStatus.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class PublishedResourcesTest {
    @TempDir
    Path folder;

    private final PublishedResources resources = new PublishedResources("meter", "result_quality");

    private URL file(String bundle, String name, String json) throws IOException {
        Path file = folder.resolve(bundle).resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, json.replace('\'', '"')).toUri().toURL();
    }

    @Test
    void oneBadFileHoldsBackItsWholeBundleAndSaysWhy() throws IOException {
        resources.add(
                "acme.defs",
                57,
                List.of(
                        file("acme", "good.json", "{'schema': {'a': {}}}"),
                        file("acme", "energy.json", "{'schema': {'kwh': {'type': 'flot'}}}")));
        resources.add("other.defs", 58, List.of(file("other", "fine.json", "{}")));

        assertThat(resources.at("good")).isEmpty();
        assertThat(resources.at("fine")).isPresent();
        assertThat(resources.list())
                .extracting(ResourceStatus::name, ResourceStatus::state)
                .containsExactly(
                        tuple("energy", State.REFUSED), tuple("fine", State.PUBLISHED), tuple("good", State.REFUSED));
        assertThat(resources.list().get(0).reason().orElseThrow())
                .startsWith("Resource definition ")
                .contains("energy.json of bundle acme.defs (57) is refused: field 'kwh' has unknown type"
                        + " 'flot', use one of string, integer")
                .endsWith("energy.json, $.schema.kwh.type)");
        assertThat(resources.list().get(2).reason().orElseThrow())
                .contains("energy.json of the same bundle has an error");
        assertThat(new DefinitionsHealth(resources).execute().getStatus()).isEqualTo(Result.Status.WARN);
    }

    @Test
    void theOlderBundleKeepsANameUntilItLeaves() throws IOException {
        resources.add("first", 1, List.of(file("first", "a.json", "{'item_title': 'first'}")));
        resources.add("second", 2, List.of(file("second", "a.json", "{'item_title': 'second'}")));

        assertThat(resources.at("a").orElseThrow().definition().itemTitle()).isEqualTo("first");
        assertThat(resources.list()).extracting(ResourceStatus::state).containsExactly(State.PUBLISHED, State.SHADOWED);

        resources.remove(1);
        assertThat(resources.at("a").orElseThrow().definition().itemTitle()).isEqualTo("second");

        resources.remove(2);
        assertThat(resources.at("a")).isEmpty();
        assertThat(resources.list()).isEmpty();
    }

    @Test
    void ownedCollectionsAreShownThroughASourceOnly() throws IOException {
        resources.add("a", 1, List.of(file("a", "meter.json", "{}")));
        resources.add("b", 2, List.of(file("b", "mine.json", "{'datasource': {'source': 'result_quality'}}")));
        resources.add("c", 3, List.of(file("c", "meter.json", "{'source': 'telemetry:meter'}")));

        assertThat(resources.published()).singleElement().satisfies(published -> assertThat(
                        published.definition().storage().source())
                .contains("telemetry:meter"));
        assertThat(resources.list().get(0).reason().orElseThrow())
                .contains("collection 'meter' belongs to a component");
    }

    @Test
    void switchedOffFilesAndInternalResourcesHaveNoAddress() throws IOException {
        resources.add(
                "a",
                1,
                List.of(file("a", "x-off.json", "no json"), file("a", "log.json", "{'internal_resource': true}")));

        assertThat(resources.at("log")).isEmpty();
        assertThat(resources.named("log")).isPresent();
        assertThat(resources.list()).hasSize(1);
    }

    @Test
    void theDefinitionsOfThePlatformArePublished() throws IOException {
        Path root = root("resource-defs");
        PublishedResources platform = new PublishedResources("meter", "devices", "events", "opt", "task");
        platform.add(
                "flexcoop", 1, files(root.resolve("resource-defs/flexcoop/src/main/resources/OSGI-INF/resources")));
        platform.add("demo", 2, files(root.resolve("resource-defs/demo/src/main/resources/OSGI-INF/resources")));

        assertThat(platform.list()).hasSizeGreaterThan(15).allSatisfy(status -> assertThat(status.reason())
                .isEmpty());
    }

    @Test
    void definitionsThatAreInUseElsewhereAreReadUnchanged() throws IOException {
        Path root = root("shared/data/resource-defs");
        PublishedResources seeds = new PublishedResources();
        seeds.add("seeds", 1, files(root.resolve("shared/data/resource-defs")));

        assertThat(seeds.list()).isNotEmpty().allSatisfy(status -> assertThat(status.reason())
                .isEmpty());
    }

    private static Path root(String marker) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve(marker))) {
            folder = folder.getParent();
        }
        Assumptions.assumeTrue(folder != null, "Skipped: no folder " + marker);
        return folder;
    }

    private static List<URL> files(Path folder) throws IOException {
        List<URL> files = new ArrayList<>();
        try (Stream<Path> found = Files.list(folder)) {
            for (Path file : found.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                files.add(file.toUri().toURL());
            }
        }
        return files;
    }
}
