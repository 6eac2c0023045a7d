package eu.flexcoop.middleware.itests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.testing.NeedsBroker;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateBroker;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Definition files in {@code deploy/} that come, change and go while the middleware is stopped. */
@NeedsMongod
@NeedsBroker
class DroppedFilesIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String DEFINITION =
            """
            {"access": {"service": {}, "admin": {}}, "resource_methods": ["GET", "POST"],
             "schema": {"%s": {"type": "string"}}}
            """;

    private static PrivateMongod mongod;
    private static PrivateBroker broker;
    private static ClusterNode node;

    @BeforeAll
    static void start() throws Exception {
        mongod = PrivateMongod.startOrSkip();
        broker = PrivateBroker.startOrSkip();
        node = ClusterNode.start(
                "rest",
                Map.of(
                        "FLEXCOOP_MONGODB_URI",
                        mongod.uri(PrivateMongod.DATABASE).toString(),
                        "FLEXCOOP_AMQP_URI",
                        broker.uri().toString()));
        node.awaitReady();
    }

    @AfterAll
    static void stop() throws Exception {
        if (node != null) {
            node.close();
        }
        if (broker != null) {
            broker.close();
        }
        if (mongod != null) {
            mongod.close();
        }
    }

    @Test
    void whatWasDeletedWhileTheMiddlewareWasStoppedIsGoneAndItsNameIsFree() throws Exception {
        Path deleted = drop("kettles", "name");
        Path changed = drop("pans", "name");
        Path kept = drop("pots", "name");
        for (String resource : new String[] {"kettles", "pans", "pots"}) {
            awaitStatus(resource, 200);
        }

        node.close();
        Files.delete(deleted);
        Files.writeString(changed, DEFINITION.formatted("colour"));
        node.startAgain();
        node.awaitReady();

        awaitStatus("pots", 200);
        awaitStatus("kettles", 404);
        await("the changed definition")
                .atMost(SOON)
                .ignoreExceptions()
                .until(() -> node.shell("resource:list --no-format").contains("pans")
                        && node.get("/1/openapi.json", ClusterNode.issuer().service())
                                .body()
                                .contains("colour"));
        assertThat(node.shell("resource:list --no-format")).doesNotContain("kettles");
        assertThat(node.shell("bundle:list -t 0 -s --no-format"))
                .contains("resource-file.pots")
                .doesNotContain("resource-file.kettles");
        assertThat(kept).exists();

        // the name is free: a definition from somewhere else is published, not shadowed
        Path folder = Files.createDirectories(node.data().resolve("kitchen"));
        Files.writeString(folder.resolve("kettles.json"), DEFINITION.formatted("volume"));
        assertThat(node.shell("resource:install " + folder)).contains("published");
        awaitStatus("kettles", 200);
    }

    private static Path drop(String name, String field) throws Exception {
        return Files.writeString(node.deploy().resolve(name + ".resource.json"), DEFINITION.formatted(field));
    }

    private static void awaitStatus(String resource, int status) {
        await("/1/%s to answer %d".formatted(resource, status))
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> node.get("/1/" + resource, ClusterNode.issuer().service())
                                .statusCode()
                        == status);
    }
}
