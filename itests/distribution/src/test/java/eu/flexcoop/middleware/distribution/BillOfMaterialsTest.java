package eu.flexcoop.middleware.distribution;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.cyclonedx.Version;
import org.cyclonedx.model.Component;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The bill of materials of each distribution is valid CycloneDX and leaves nothing out. */
class BillOfMaterialsTest {
    @ParameterizedTest
    @ValueSource(strings = {"standalone", "cluster"})
    void theBillIsValid(String distribution) throws Exception {
        Path bill = PackedFiles.of(distribution).billOfMaterials();

        assertThat(new JsonParser().validate(Files.readString(bill), Version.VERSION_16))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"standalone", "cluster"})
    void everyJarIsListedWithItsVersionAndHash(String distribution) throws Exception {
        PackedFiles files = PackedFiles.of(distribution);
        List<Component> components = files.components();
        Set<String> places = components.stream().map(Component::getBomRef).collect(Collectors.toSet());

        assertThat(places).containsAll(files.jars());
        assertThat(components.stream()
                        .filter(component -> component.getType() == Component.Type.LIBRARY)
                        .filter(component -> component.getVersion() == null
                                || component.getVersion().isEmpty())
                        .map(Component::getBomRef))
                .isEmpty();
        Component first = files.bill().getComponents().get(0);
        assertThat(first.getHashes().get(0).getValue())
                .isEqualTo(sha256(files.folder().resolve(first.getBomRef())));
    }

    @Test
    void librariesInsideBundlesAndShadedJarsAreListed() throws Exception {
        assertThat(PackedFiles.of("cluster").components())
                .extracting(Component::getName)
                .contains("hadoop-client-runtime", "nimbus-jose-jwt", "netty-codec-http", "protobuf-java");
    }

    @Test
    void aOneMachineInstallListsItsServers() throws Exception {
        PackedFiles standalone = PackedFiles.of("standalone");
        Set<String> places =
                standalone.components().stream().map(Component::getBomRef).collect(Collectors.toSet());

        assertThat(places).contains("servers/hbase", "servers/amqp", "servers/mongod");
        Path servers = PackedFiles.ROOT.resolve("assembly/servers/target");
        try (Stream<Path> files = Files.walk(servers)) {
            assertThat(files.filter(file -> file.toString().endsWith(".jar"))
                            .map(file -> "servers/" + servers.relativize(file)))
                    .isNotEmpty()
                    .allMatch(places::contains);
        }
        Component mongod = standalone.components().stream()
                .filter(component -> component.getBomRef().equals("servers/mongod"))
                .findFirst()
                .orElseThrow();
        assertThat(Files.readString(PackedFiles.ROOT.resolve("assembly/cli/flexcoop_cli/mongod.py")))
                .contains("VERSION = \"" + mongod.getVersion() + "\"");
    }

    private static String sha256(Path file) throws Exception {
        try (InputStream content = Files.newInputStream(file)) {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content.readAllBytes()));
        }
    }
}
