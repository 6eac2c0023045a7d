package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Another container with all roles that uses the servers of the first, as docs/operations.md describes it: its own data folder and
 * ports, and the keys of the first, so that it trusts the same boxes.
 */
final class SecondNode implements AutoCloseable {
    private static final List<String> PORTS =
            List.of("FLEXCOOP_VTN_PORT", "FLEXCOOP_HTTP_PORT", "FLEXCOOP_HTTPS_PORT", "FLEXCOOP_SHELL_PORT");

    private final Path data;
    private final Operator operator;
    private final URI vtn;

    private SecondNode(Path data, Operator operator, URI vtn) {
        this.data = data;
        this.operator = operator;
        this.vtn = vtn;
    }

    /** Returns when it is ready. */
    static SecondNode start(Plan plan, Installation first) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("flexcoop-bench-node");
        copyKeys(plan.data().resolve("security"), data.resolve("security"));
        Map<String, String> environment = new HashMap<>();
        environment.put("FLEXCOOP_DATA", data.toString());
        environment.put("FLEXCOOP_MONGODB_URI", plan.mongodb().orElseGet(() -> first.address("mongodb")));
        environment.put(
                "FLEXCOOP_HBASE_QUORUM",
                plan.hbase().orElseGet(() -> first.address("hbase")).replace("hbase://", ""));
        String password = Files.readString(plan.data().resolve("amqp/password")).strip();
        environment.put("FLEXCOOP_AMQP_URI", withPassword(first.address("amqp"), "flexcoop", password));
        List<Integer> ports = freePorts(PORTS.size());
        for (int i = 0; i < PORTS.size(); i++) {
            environment.put(PORTS.get(i), ports.get(i).toString());
        }
        Operator operator = new Operator(plan.flexcoop().orElseThrow(), environment);
        SecondNode node = new SecondNode(data, operator, URI.create("https://127.0.0.1:" + ports.get(0)));
        try {
            operator.start();
            return node;
        } catch (IOException | InterruptedException e) {
            node.close();
            throw e;
        }
    }

    static String withPassword(String address, String user, String password) {
        return address.replaceFirst("^amqp://(?:[^@/]*@)?", "amqp://%s:%s@".formatted(user, password));
    }

    private static void copyKeys(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> probes = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                probes.add(new ServerSocket(0));
            }
            return probes.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket probe : probes) {
                probe.close();
            }
        }
    }

    long pid() {
        return Installation.in(data).pid();
    }

    URI vtn() {
        return vtn;
    }

    Operator operator() {
        return operator;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        operator.stop();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
