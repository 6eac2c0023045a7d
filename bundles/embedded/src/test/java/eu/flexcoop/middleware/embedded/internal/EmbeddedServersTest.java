package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.servers.api.ServerKind;
import eu.flexcoop.middleware.servers.api.ServerState;
import eu.flexcoop.middleware.servers.api.ServerState.Phase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** With the real servers; skipped where mongod or the jars are not on this machine. */
@Timeout(180)
class EmbeddedServersTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    @TempDir
    Path data;

    @Test
    void nothingIsOrphanedByAKilledMiddlewareAndTheNextOneFindsEverything() throws Exception {
        assumeTrue(OneMachine.hasMongod(), "there is no mongod on this machine");
        assumeTrue(
                OneMachine.hasJarsOf("hbase") && OneMachine.hasJarsOf("amqp"), "the jars of the servers are missing");
        Process middleware = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OneMachine.class.getName(),
                        data.toString())
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("middleware.out").toFile())
                .start();
        List<ProcessHandle> children = new ArrayList<>();
        try {
            await().atMost(TIMEOUT).until(() -> Files.readString(data.resolve("middleware.out"))
                    .contains("ALL READY"));
            middleware.descendants().forEach(children::add);
        } finally {
            middleware.destroyForcibly();
        }
        assertThat(children).hasSizeGreaterThanOrEqualTo(6);
        await().atMost(Duration.ofSeconds(20)).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(Files.getPosixFilePermissions(data.resolve("amqp").resolve("password")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));

        try (OneMachine machine = OneMachine.allIn(data)) {
            await().atMost(TIMEOUT).until(() -> machine.addresses.size() == 3);
            assertThat(machine.servers.execute().isOk()).isTrue();
            killEachAndAwaitIt(machine);
        }
        assertThat(data.resolve("run").resolve("servers.json")).content().contains("\"state\":\"stopped\"");
    }

    /** Or a copy of the folder would work on the messages of its original. */
    private void assertTheBrokerKeepsNoPath() throws IOException {
        try (Stream<Path> files = Files.walk(data.resolve("amqp"))) {
            List<Path> stores =
                    files.filter(path -> path.toString().endsWith(".jdb")).toList();
            assertThat(stores).hasSizeGreaterThanOrEqualTo(2);
            for (Path file : stores) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("\"storePath\":\"" + data);
            }
        }
    }

    private static void killEachAndAwaitIt(OneMachine machine) {
        Map<ServerKind, ?> before = Map.copyOf(machine.addresses);
        List<Long> killed = new ArrayList<>();
        for (ServerState state : machine.servers.states()) {
            killed.add(state.pid().orElseThrow());
            ProcessHandle.of(state.pid().orElseThrow()).orElseThrow().destroyForcibly();
        }
        await().atMost(TIMEOUT).until(() -> machine.servers.states().stream()
                .allMatch(state -> state.phase() == Phase.READY
                        && !killed.contains(state.pid().orElseThrow())));
        assertThat(machine.addresses).isEqualTo(before);
    }

    @Test
    void mongodLosesNoAcknowledgedDocumentAndFollowsItsPort() throws Exception {
        assumeTrue(OneMachine.hasMongod(), "there is no mongod on this machine");
        try (OneMachine machine = OneMachine.only(ServerKind.MONGODB, data)) {
            await().atMost(TIMEOUT).until(() -> !machine.addresses.isEmpty());
            try (MongoClient client = MongoClients.create(
                    machine.addresses.get(ServerKind.MONGODB).toString())) {
                collection(client).insertOne(new Document("_id", "kept"));
            }
            kill(machine);
        }
        replacePorts();
        try (OneMachine machine = OneMachine.only(ServerKind.MONGODB, data)) {
            await().atMost(TIMEOUT).until(() -> !machine.addresses.isEmpty());
            try (MongoClient client = MongoClients.create(
                    machine.addresses.get(ServerKind.MONGODB).toString())) {
                assertThat(collection(client).countDocuments()).isEqualTo(1);
                collection(client).insertOne(new Document("_id", "writable"));
            }
        }
    }

    @Test
    void mongodServesTheMiddlewareAndNobodyElse() throws Exception {
        assumeTrue(OneMachine.hasMongod(), "there is no mongod on this machine");
        try (OneMachine machine = OneMachine.only(ServerKind.MONGODB, data)) {
            await().atMost(TIMEOUT).until(() -> !machine.addresses.isEmpty());
            String address = machine.addresses.get(ServerKind.MONGODB).toString();
            String bare = address.replaceFirst("//[^@]*@", "//").replace("&authSource=admin", "");
            String guessed = address.replaceFirst(":[^:@]*@", ":" + "0".repeat(48) + "@");

            for (String other : new String[] {bare, guessed}) {
                try (MongoClient nobody = MongoClients.create(other)) {
                    assertThatThrownBy(() -> collection(nobody).countDocuments())
                            .isInstanceOf(MongoException.class)
                            .hasMessageMatching("(?s).*(requires authentication|Exception authenticating).*");
                    assertThatThrownBy(() -> nobody.getDatabase("admin")
                                    .runCommand(new Document("createUser", "me")
                                            .append("pwd", "me")
                                            .append("roles", List.of("root"))))
                            .isInstanceOf(MongoException.class);
                }
            }
            try (MongoClient client = MongoClients.create(address)) {
                collection(client).insertOne(new Document("_id", 1));
                assertThatThrownBy(() -> client.getDatabase("admin")
                                .getCollection("system.users")
                                .countDocuments())
                        .isInstanceOf(MongoException.class);
            }
            assertThat(data.resolve("run/mongodb.uri")).hasContent(address);
            for (String secret :
                    new String[] {"run/mongodb.uri", "mongodb-access/keyfile", "mongodb-access/password"}) {
                assertThat(Files.getPosixFilePermissions(data.resolve(secret)))
                        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            }
            assertThat(machine.servers.states().get(0).address()).doesNotContain("@");
            assertThat(data.resolve("run/servers.json")).content().doesNotContain("@");
        }
    }

    /** The data of a version that started mongod without passwords, and then that of somebody who lost the password. */
    @Test
    void earlierDataAndALostPasswordAreTakenOver() throws Exception {
        assumeTrue(OneMachine.hasMongod(), "there is no mongod on this machine");
        try (OneMachine machine = OneMachine.only(ServerKind.MONGODB, data)) {
            await().atMost(TIMEOUT).until(() -> !machine.addresses.isEmpty());
            try (MongoClient client = MongoClients.create(
                    machine.addresses.get(ServerKind.MONGODB).toString())) {
                collection(client).insertOne(new Document("_id", "kept"));
            }
        }
        withoutUsers();
        Files.delete(data.resolve("mongodb-access/password"));
        Files.delete(data.resolve("mongodb-access/keyfile"));

        for (int start = 0; start < 2; start++) {
            try (OneMachine machine = OneMachine.only(ServerKind.MONGODB, data)) {
                await().atMost(TIMEOUT).until(() -> !machine.addresses.isEmpty());
                try (MongoClient client = MongoClients.create(
                        machine.addresses.get(ServerKind.MONGODB).toString())) {
                    assertThat(collection(client).countDocuments()).isEqualTo(1);
                }
            }
            Files.delete(data.resolve("mongodb-access/password"));
        }
    }

    /** Starts mongod as earlier versions did and removes what they did not have. */
    private void withoutUsers() throws Exception {
        int port = Integer.parseInt(
                URI.create(Files.readString(data.resolve("run/mongodb.uri")).replaceFirst("//[^@]*@", "//"))
                        .getAuthority()
                        .replaceFirst(".*:", ""));
        Process earlier = new ProcessBuilder(
                        OneMachine.mongod().toString(),
                        "--dbpath",
                        data.resolve("mongodb").toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind_ip",
                        "127.0.0.1",
                        "--nounixsocket",
                        "--replSet",
                        "rs0")
                .redirectErrorStream(true)
                .redirectOutput(data.resolve("earlier.log").toFile())
                .start();
        try (MongoClient client = MongoClients.create("mongodb://127.0.0.1:%d/?replicaSet=rs0".formatted(port))) {
            client.getDatabase("admin").runCommand(new Document("dropUser", MongodAccess.USER));
        } finally {
            earlier.destroy();
            earlier.waitFor();
        }
    }

    private static MongoCollection<Document> collection(MongoClient client) {
        return client.getDatabase("flexcoop").getCollection("test");
    }

    @Test
    void theBrokerKeepsWhatItConfirmed() throws Exception {
        assumeTrue(OneMachine.hasJarsOf("amqp"), "the jars of the broker are missing");
        try (OneMachine machine = OneMachine.only(ServerKind.AMQP, data)) {
            await().atMost(TIMEOUT).until(() -> !machine.addresses.isEmpty());
            ConnectionFactory factory = new ConnectionFactory();
            factory.setUri(machine.addresses.get(ServerKind.AMQP));
            Connection killed = factory.newConnection();
            Channel publisher = killed.createChannel();
            publisher.confirmSelect();
            publisher.queueDeclare("kept", true, false, false, null);
            publisher.basicPublish("", "kept", MessageProperties.PERSISTENT_BASIC, new byte[] {1});
            publisher.waitForConfirmsOrDie(5_000);
            kill(machine);
            killed.abort();
            try (Connection connection = factory.newConnection();
                    Channel channel = connection.createChannel()) {
                assertThat(channel.messageCount("kept")).isEqualTo(1);
            }
        }
        assertTheBrokerKeepsNoPath();
    }

    private static void kill(OneMachine machine) {
        ServerState before = machine.servers.states().get(0);
        ProcessHandle.of(before.pid().orElseThrow()).orElseThrow().destroyForcibly();
        await().atMost(TIMEOUT)
                .until(() -> machine.servers.states().get(0).phase() == Phase.READY
                        && machine.servers.states().get(0).since().isAfter(before.since()));
    }

    /** As if another program had taken them. */
    private void replacePorts() throws IOException {
        Files.delete(data.resolve("run").resolve("ports.properties"));
        try (Stream<Path> left = Files.list(data.resolve("run"))) {
            assertThat(left).noneMatch(file -> file.toString().endsWith(".pid"));
        }
    }
}
