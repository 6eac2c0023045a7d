package eu.flexcoop.middleware.sbom;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.cyclonedx.Version;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SbomTest {
    @TempDir
    private Path folder;

    private Path distribution;

    @BeforeEach
    void unpack() throws IOException {
        distribution = folder.resolve("distribution");
        put("system/org/acme/acme-core/1.2/acme-core-1.2.jar", jar(Map.of()));
    }

    @Test
    void aJarOfTheRepositoryIsNamedByItsPlace() throws Exception {
        Component component = only(write().getComponents());

        assertThat(component.getPurl()).isEqualTo("pkg:maven/org.acme/acme-core@1.2");
        assertThat(component.getHashes()).hasSize(1);
        assertThat(component.getHashes().get(0).getValue()).matches("[0-9a-f]{64}");
    }

    @Test
    void jarsInsideJarsAndCopiedLibrariesAreListed() throws Exception {
        byte[] shaded = jar(Map.of(
                "META-INF/maven/org.acme/shaded/pom.properties", properties("org.acme", "shaded", "3.0"),
                "META-INF/maven/com.other/copied/pom.properties", properties("com.other", "copied", "0.9")));
        put("system/org/acme/acme-core/1.2/acme-core-1.2.jar", jar(Map.of("lib/shaded.jar", shaded)));

        Component nested = only(only(write().getComponents()).getComponents());

        assertThat(nested.getPurl()).isEqualTo("pkg:maven/org.acme/shaded@3.0");
        assertThat(only(nested.getComponents()).getPurl()).isEqualTo("pkg:maven/com.other/copied@0.9");
    }

    @Test
    void serversAreListedWithTheirJarsAndTheDownloadedMongod() throws Exception {
        put("etc/eu.flexcoop.middleware.embedded.cfg", "mongod.downloaded = /cache/mongod/6.0.5/mongod\n".getBytes());
        Path servers = folder.resolve("servers");
        Files.createDirectories(servers.resolve("broker/lib"));
        Files.write(servers.resolve("broker/lib/wire-4.1.Final.jar"), jar(Map.of()));

        SbomMain.main("acme", "1", "2026-01-01T00:00:00Z", distribution.toString(), servers.toString());

        assertThat(parsed().getComponents())
                .extracting(Component::getBomRef)
                .containsExactly("system/org/acme/acme-core/1.2/acme-core-1.2.jar", "servers/broker", "servers/mongod");
        assertThat(only(parsed().getComponents().get(1).getComponents()).getVersion())
                .isEqualTo("4.1.Final");
        assertThat(parsed().getComponents().get(2).getVersion()).isEqualTo("6.0.5");
    }

    @Test
    void theBillIsValidAndTheSameForTheSameFiles() throws Exception {
        write();
        String first = Files.readString(distribution.resolve(SbomMain.FILE));
        write();

        assertThat(new JsonParser().validate(first, Version.VERSION_16)).isEmpty();
        assertThat(Files.readString(distribution.resolve(SbomMain.FILE))).isEqualTo(first);
    }

    @Test
    void aDistributionWithoutJarsIsAnError() {
        assertThatThrownBy(() -> SbomMain.main(
                        "acme",
                        "1",
                        "2026-01-01T00:00:00Z",
                        folder.resolve("no").toString()))
                .isInstanceOf(IOException.class);
    }

    private Bom write() throws Exception {
        SbomMain.main("acme", "1", "2026-01-01T00:00:00Z", distribution.toString());
        return parsed();
    }

    private Bom parsed() throws Exception {
        return new JsonParser().parse(distribution.resolve(SbomMain.FILE).toFile());
    }

    private static Component only(List<Component> components) {
        assertThat(components).hasSize(1);
        return components.get(0);
    }

    private void put(String name, byte[] content) throws IOException {
        Path file = distribution.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    private static byte[] properties(String group, String name, String version) {
        return "groupId=%s\nartifactId=%s\nversion=%s\n"
                .formatted(group, name, version)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] jar(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            Map<String, byte[]> all = new LinkedHashMap<>(entries);
            all.put("org/acme/Some.class", new byte[10]);
            for (Map.Entry<String, byte[]> entry : all.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
