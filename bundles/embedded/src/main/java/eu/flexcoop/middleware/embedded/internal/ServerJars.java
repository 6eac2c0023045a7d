package eu.flexcoop.middleware.embedded.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines of servers that are Java programs, each with a class path of its own. */
final class ServerJars {
    private final Path home;

    /** @param home folder with {@code <server>/lib/*.jar} */
    ServerJars(Path home) {
        this.home = home;
    }

    /** The class path of a server: what comes first, then all its jars. */
    String classPath(String server, Path... first) throws MissingServerException {
        Path lib = home.resolve(server).resolve("lib");
        if (!Files.isDirectory(lib)) {
            throw new MissingServerException(
                    "its jars are not in %s: set servers.home (FLEXCOOP_SERVERS) to the folder 'servers' of the distribution"
                            .formatted(lib));
        }
        StringBuilder path = new StringBuilder();
        for (Path each : first) {
            path.append(each).append(':');
        }
        return path.append(lib).append("/*").toString();
    }

    /** Starts quickly and stays small: two servers, the container and their jobs share few cores. */
    static List<String> java(String heap, List<String> options, String classPath, String... mainAndArguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xshare:auto",
                "-Djava.net.preferIPv4Stack=true",
                "-Djava.awt.headless=true"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath));
        command.addAll(List.of(mainAndArguments));
        return command;
    }
}
