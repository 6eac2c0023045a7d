package eu.flexcoop.middleware.sbom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;

import org.cyclonedx.Version;
import org.cyclonedx.exception.GeneratorException;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Metadata;

/**
 * Writes the bill of materials of a distribution (CycloneDX 1.6, JSON) into it: {@code NAME VERSION TIME DISTRIBUTION [SERVERS]}.
 * It is made from the files, because what features install is not among the dependencies that Maven knows. The same files
 * give the same bill.
 */
public final class SbomMain {
    /** Name of the file at the top of a distribution. */
    public static final String FILE = "bom.cdx.json";

    private static final int WITHOUT_SERVERS = 4;

    private SbomMain() {}

    /**
     * Writes the bill.
     *
     * @param arguments name and version of the distribution, time of its build (ISO 8601), its folder, and for a one-machine
     *     install the folder with the jars of the servers
     * @throws IOException when a file cannot be read or written, or there is nothing to list
     * @throws GeneratorException when the bill cannot be written as JSON
     */
    public static void main(String... arguments) throws IOException, GeneratorException {
        if (arguments.length < WITHOUT_SERVERS) {
            throw new IllegalArgumentException("Usage: NAME VERSION TIME DISTRIBUTION [SERVERS]");
        }
        Path distribution = Path.of(arguments[3]);
        Bom bom = new Bom();
        bom.setMetadata(metadata(arguments[0], arguments[1], Instant.parse(arguments[2])));
        DistributionContents.jars(distribution).forEach(bom::addComponent);
        if (arguments.length > WITHOUT_SERVERS) {
            DistributionContents.servers(Path.of(arguments[WITHOUT_SERVERS])).forEach(bom::addComponent);
            bom.addComponent(
                    DistributionContents.mongod(distribution.resolve("etc/eu.flexcoop.middleware.embedded.cfg")));
        }
        Files.writeString(
                distribution.resolve(FILE),
                BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString() + "\n");
    }

    private static Metadata metadata(String name, String version, Instant built) {
        Component distribution =
                JarContents.component(new Coordinates("eu.flexcoop.middleware", name, version), "distribution");
        distribution.setType(Component.Type.APPLICATION);
        Metadata metadata = new Metadata();
        metadata.setTimestamp(Date.from(built));
        metadata.setComponent(distribution);
        return metadata;
    }
}
