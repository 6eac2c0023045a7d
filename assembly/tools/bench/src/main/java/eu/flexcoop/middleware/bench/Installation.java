package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What the data folder of a running middleware says about it: its process and its servers.
 *
 * @param pid process of the container
 * @param serverPids processes of the servers on this machine, by name
 * @param addresses addresses of the servers by name, without passwords except those of MongoDB and the broker on this machine
 */
record Installation(long pid, Map<String, Long> serverPids, Map<String, String> addresses) {
    /** Name of the process of the container among the others. */
    static final String MIDDLEWARE = "middleware";

    private static final String MONGODB = "mongodb";
    private static final String AMQP = "amqp";
    /** Name of the user of the broker. */
    private static final String BROKER_USER = "flexcoop";

    private static final ObjectMapper JSON = new ObjectMapper();

    static Installation in(Path data) {
        try {
            JsonNode container = JSON.readTree(data.resolve("run/container.pid").toFile());
            JsonNode servers = JSON.readTree(data.resolve("run/servers.json").toFile());
            Installation shown = of(container, servers);
            Path withPassword = data.resolve("run/mongodb.uri");
            return (Files.exists(withPassword) ? shown.with(MONGODB, Files.readString(withPassword)) : shown)
                    .withBroker(data.resolve("amqp/password"));
        } catch (IOException e) {
            throw new UncheckedIOException("There is no running middleware in " + data, e);
        }
    }

    static Installation of(JsonNode container, JsonNode servers) {
        Map<String, Long> pids = new LinkedHashMap<>();
        Map<String, String> addresses = new LinkedHashMap<>();
        for (JsonNode server : servers.path("servers")) {
            String name = server.path("server").asText();
            if (server.path("pid").asLong() > 0) {
                pids.put(name, server.path("pid").asLong());
            }
            addresses.put(name, server.path("address").asText());
        }
        long pid = container.isNumber()
                ? container.asLong()
                : container.path("pid").asLong();
        return new Installation(pid, pids, addresses);
    }

    private Installation withBroker(Path password) throws IOException {
        String shown = addresses.getOrDefault(AMQP, "");
        return Files.exists(password) && !shown.contains("@")
                ? with(
                        AMQP,
                        shown.replace(
                                "://",
                                "://" + BROKER_USER + ":"
                                        + Files.readString(password).strip() + "@"))
                : this;
    }

    private Installation with(String server, String address) {
        Map<String, String> all = new LinkedHashMap<>(addresses);
        all.put(server, address);
        return new Installation(pid, serverPids, all);
    }

    /** The middleware and its servers, by name. */
    Map<String, Long> pids() {
        Map<String, Long> pids = new LinkedHashMap<>();
        pids.put(MIDDLEWARE, pid);
        pids.putAll(serverPids);
        return pids;
    }

    /** @throws IllegalStateException if the middleware does not say where the server is */
    String address(String server) {
        String address = addresses.getOrDefault(server, "");
        if (address.isEmpty()) {
            throw new IllegalStateException("The middleware does not say where %s is".formatted(server));
        }
        return address;
    }
}
