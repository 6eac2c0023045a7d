package eu.flexcoop.middleware.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The class paths that the modules below assembly/servers gather. */
final class ServerJars {
    private static final Path GATHERED = Path.of("assembly", "servers", "target");

    private ServerJars() {}

    /** Folder with the jars of a server. A test runs in the folder of its module, somewhere below the root of the repository. */
    static Optional<Path> of(String server) {
        Stream<Path> configured = Stream.ofNullable(System.getenv("FLEXCOOP_SERVERS"))
                .filter(folder -> !folder.isBlank())
                .map(Path::of);
        Stream<Path> gathered = Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .map(folder -> folder.resolve(GATHERED));
        return Stream.concat(configured, gathered)
                .map(folder -> folder.resolve(server).resolve("lib"))
                .filter(Files::isDirectory)
                .findFirst();
    }
}
