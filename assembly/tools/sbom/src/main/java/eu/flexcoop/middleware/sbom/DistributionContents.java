package eu.flexcoop.middleware.sbom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.cyclonedx.model.Component;

/** The components of a distribution: every jar in it, and the servers that a one-machine install starts beside it. */
final class DistributionContents {
    private static final Pattern DOWNLOADED_MONGOD = Pattern.compile("mongod/(?<version>[0-9.]+)/mongod");

    private DistributionContents() {}

    /**
     * Every jar below a folder, in the order of their paths.
     *
     * @param folder the distribution
     * @throws IOException when there is none: an empty bill would be a wrong one
     */
    static List<Component> jars(Path folder) throws IOException {
        List<Component> components = new ArrayList<>();
        for (Path file : jarFiles(folder)) {
            Path place = folder.relativize(file);
            Optional<Coordinates> known = place.startsWith("system")
                    ? Coordinates.ofRepositoryPath(Path.of("system").relativize(place))
                    : Optional.empty();
            components.add(JarContents.read(place.toString(), file, known));
        }
        return components;
    }

    /**
     * One application with its jars for each folder {@code <server>/lib}.
     *
     * @param servers folder with the jars of the servers
     */
    static List<Component> servers(Path servers) throws IOException {
        List<Component> applications = new ArrayList<>();
        try (Stream<Path> folders = Files.list(servers)) {
            for (Path folder : folders.filter(f -> Files.isDirectory(f.resolve("lib")))
                    .sorted()
                    .toList()) {
                String name = folder.getFileName().toString();
                Component application = new Component();
                application.setType(Component.Type.APPLICATION);
                application.setName("server-" + name);
                application.setDescription("Process of a one-machine install, beside the container");
                application.setBomRef("servers/" + name);
                for (Path file : jarFiles(folder)) {
                    application.addComponent(
                            JarContents.read("servers/" + servers.relativize(file), file, Optional.empty()));
                }
                applications.add(application);
            }
        }
        return applications;
    }

    /**
     * The MongoDB that {@code ./flexcoop} fetches when there is none on the machine.
     *
     * @param configuration the file that names its place, {@code eu.flexcoop.middleware.embedded.cfg}
     */
    static Component mongod(Path configuration) throws IOException {
        Matcher matcher = DOWNLOADED_MONGOD.matcher(Files.readString(configuration));
        if (!matcher.find()) {
            throw new IOException("%s does not name the mongod that is downloaded".formatted(configuration));
        }
        Component mongod =
                JarContents.component(new Coordinates("", "mongodb", matcher.group("version")), "servers/mongod");
        mongod.setType(Component.Type.APPLICATION);
        mongod.setDescription("Fetched at the first start of a one-machine install that has no mongod of its own");
        return mongod;
    }

    private static List<Path> jarFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> jars =
                    files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
            if (jars.isEmpty()) {
                throw new IOException("There is no jar below %s: build it first".formatted(folder));
            }
            return jars;
        }
    }
}
