package eu.flexcoop.middleware.resources.core.internal.publishing;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.resources.api.ApiRoot;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceStatus;
import eu.flexcoop.middleware.resources.api.ResourceStatus.State;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Bundles with a {@code settings.json}. */
class ApiRootsTest {
    @TempDir
    Path folder;

    private final PublishedResources resources = new PublishedResources("acme:owned");

    private URL file(String bundle, String name, String json) throws IOException {
        Path file = folder.resolve(bundle).resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, json.replace('\'', '"')).toUri().toURL();
    }

    private static ResourceDefinition definition(ApiRoot root, String name) {
        return root.resources().named(name).orElseThrow().definition();
    }

    @Test
    void theDefinitionsBesideSettingsHaveARootOfTheirOwn() throws IOException {
        resources.add("plain", 1, List.of(file("plain", "people.json", "{'item_title': 'platform'}")));
        resources.add(
                "acme",
                2,
                List.of(
                        file("acme", "people.json", "{'item_title': 'acme'}"),
                        file("acme", "settings.json", "{'API_VERSION': 'v2'}")));

        ApiRoot root = resources.roots().get(0);
        assertThat(root.address()).isEqualTo("/acme/v2");
        assertThat(definition(root, "people").itemTitle()).isEqualTo("acme");
        assertThat(root.resources().at("people")).isPresent();
        assertThat(resources.named("people").orElseThrow().definition().itemTitle())
                .isEqualTo("platform");
        assertThat(resources.published()).hasSize(1);
        assertThat(root.resources().list()).extracting(ResourceStatus::name).containsExactly("people");
    }

    @Test
    void resourcesOfOneNameNeverShareACollection() throws IOException {
        resources.add("plain", 1, List.of(file("plain", "people.json", "{}")));
        for (int i = 2; i < 5; i++) {
            String prefix = List.of("a/b", "a", "a.b").get(i - 2);
            resources.add(
                    "b" + i,
                    i,
                    List.of(
                            file("b" + i, "people.json", "{}"),
                            file("b" + i, "others.json", "{'datasource': {'source': 'people'}}"),
                            file("b" + i, "settings.json", "{'URL_PREFIX': '%s'}".formatted(prefix))));
        }

        assertThat(resources
                        .named("people")
                        .orElseThrow()
                        .definition()
                        .storage()
                        .collection())
                .isEqualTo("people");
        assertThat(resources.roots())
                .extracting(root -> definition(root, "people").storage().collection())
                .containsExactly("a:people", "a.b:people", "a:b:people");
        assertThat(resources.roots())
                .extracting(root -> definition(root, "others").storage().collection())
                .containsExactly("a:people", "a.b:people", "a:b:people");
        resources.add("thief", 9, List.of(file("thief", "mine.json", "{'datasource': {'source': 'a:people'}}")));
        assertThat(resources.at("mine")).isEmpty();
    }

    @Test
    void settingsGiveWhatDefinitionsDoNotSay() throws IOException {
        resources.add(
                "acme",
                1,
                List.of(
                        file("acme", "own.json", "{'resource_methods': ['GET'], 'schema': {}}"),
                        file("acme", "general.json", "{'schema': {}}"),
                        file("acme", "settings.json", "{'RESOURCE_METHODS': ['GET', 'POST'], 'HATEOAS': false}")));

        ApiRoot root = resources.roots().get(0);
        assertThat(definition(root, "own").methods()).isEqualTo(Set.of(Method.GET));
        assertThat(definition(root, "general").methods()).isEqualTo(Set.of(Method.GET, Method.POST));
        assertThat(definition(root, "own").queries().links()).isFalse();
    }

    @Test
    void theOlderBundleKeepsAnAddressAndTheYoungerTakesOverAsAWhole() throws IOException {
        for (int i = 1; i < 3; i++) {
            resources.add(
                    "b" + i,
                    i,
                    List.of(
                            file("b" + i, "r%d.json".formatted(i), "{}"),
                            file("b" + i, "settings.json", "{'URL_PREFIX': 'acme'}")));
        }
        ApiRoot older = resources.roots().get(0);

        assertThat(resources.roots()).hasSize(1);
        assertThat(older.resources().named("r1")).isPresent();
        assertThat(older.resources().named("r2")).isEmpty();
        assertThat(resources.list())
                .filteredOn(status -> status.bundleId() == 2)
                .allSatisfy(status -> assertThat(status.state()).isEqualTo(State.SHADOWED));

        resources.remove(1);
        ApiRoot younger = resources.roots().get(0);
        assertThat(younger).isNotEqualTo(older);
        assertThat(younger.resources().named("r2")).isPresent();
        assertThat(older.resources().published()).isEmpty();
        resources.remove(2);
        assertThat(resources.roots()).isEmpty();
    }

    @Test
    void anUpdateReplacesTheRootOnlyIfItsSettingsHaveChanged() throws IOException {
        String settings = "{'URL_PREFIX': 'acme', 'X_DOMAINS_RE': ['https://a']}";
        resources.add("acme", 1, List.of(file("acme", "a.json", "{}"), file("acme", "settings.json", settings)));
        ApiRoot first = resources.roots().get(0);

        resources.add("acme", 1, List.of(file("new", "b.json", "{}"), file("new", "settings.json", settings)));
        assertThat(resources.roots()).containsExactly(first);
        assertThat(first.resources().named("b")).isPresent();
        assertThat(first.resources().named("a")).isEmpty();

        resources.add(
                "acme",
                1,
                List.of(
                        file("newer", "b.json", "{}"),
                        file("newer", "settings.json", settings.replace("{", "{'DEBUG': true, "))));
        ApiRoot second = resources.roots().get(0);
        assertThat(resources.roots()).hasSize(1).doesNotContain(first);
        assertThat(second.settings().explained()).contains(true);
        assertThat(second.resources().named("b")).isPresent();
    }

    @Test
    void anErrorInTheSettingsHoldsTheWholeBundleBack() throws IOException {
        resources.add(
                "acme", 1, List.of(file("acme", "a.json", "{}"), file("acme", "settings.json", "{'MONGO_HOST': 'x'}")));

        assertThat(resources.roots()).isEmpty();
        assertThat(resources.published()).isEmpty();
        assertThat(resources.list())
                .extracting(ResourceStatus::name, ResourceStatus::state)
                .containsExactly(tuple("a", State.REFUSED), tuple("settings", State.REFUSED));
        assertThat(resources.list().get(1).reason().orElseThrow()).contains("MONGO_HOST", "$.MONGO_HOST");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "/1/", "docs", "health/x", "OpenADR2", "Metrics", ".well-known/est", "a//b", "a/../b"})
    void theAddressesOfThePlatformAreKept(String prefix) throws IOException {
        resources.add(
                "acme",
                1,
                List.of(
                        file("acme", "a.json", "{}"),
                        file("acme", "settings.json", "{'URL_PREFIX': '%s'}".formatted(prefix))));

        assertThat(resources.roots()).isEmpty();
        assertThat(resources.list())
                .allSatisfy(status -> assertThat(status.state()).isEqualTo(State.REFUSED));
    }

    @Test
    void collectionsOfComponentsStayTheirs() throws IOException {
        resources.add("acme", 1, List.of(file("acme", "owned.json", "{}"), file("acme", "settings.json", "{}")));

        assertThat(resources.roots()).isEmpty();
    }
}
