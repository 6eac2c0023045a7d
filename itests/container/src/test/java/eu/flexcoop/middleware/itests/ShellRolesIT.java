package eu.flexcoop.middleware.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;

import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Who enters the shell, and which commands viewers, operators and administrators may run. */
class ShellRolesIT {
    private static final String NOT_FOUND = "Command not found";

    @RegisterExtension
    static final SharedMiddleware SHARED = new SharedMiddleware();

    private static Middleware middleware;
    private static Shell viewer;
    private static Shell operator;

    @BeforeAll
    static void start() throws Exception {
        middleware = SHARED.middleware();
        viewer = admit("vera", "viewergroup");
        operator = admit("otto", "operatorgroup");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ven:list",
                "store:status",
                "dr:event-list",
                "bundle:list",
                "config:check",
                "help ven:list",
                "log:get",
                "log:list"
            })
    void aViewerLooks(String command) throws Exception {
        assertThat(viewer.run(command).status())
                .as(viewer.run(command).toString())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dr:event-cancel some",
                "vtn:outbox-clear some",
                "pki:revoke some",
                "pki:renew some",
                "module:run quality",
                "log:set DEBUG",
                "security:token --role admin",
                "config:list",
                "config:edit eu.flexcoop.middleware.http",
                "bundle:install mvn:a/b/1",
                "system:shutdown -f",
                "shell:exec true",
                "shell:cat etc/users.properties"
            })
    void aViewerChangesNothing(String command) throws Exception {
        assertThat(viewer.run(command).toString()).contains(NOT_FOUND);
    }

    @Test
    void anOperatorWorks() throws Exception {
        assertThat(operator.run("log:set INFO").status()).isZero();
        assertThat(operator.run("pki:revoke 00").toString()).doesNotContain(NOT_FOUND);
        assertThat(operator.run("pki:renew 00").toString()).doesNotContain(NOT_FOUND);
        assertThat(operator.run("dr:event-cancel some").toString()).doesNotContain(NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bundle:install mvn:a/b/1",
                "bundle:update 1 mvn:a/b/1",
                "bundle:uninstall 1",
                "feature:install wrap",
                "feature:repo-add mvn:a/b/1/xml/features",
                "kar:install file:/a.kar",
                "resource:install /tmp",
                "config:property-set --pid a b c",
                "jaas:realm-manage --realm karaf",
                "instance:create other",
                "ven:remove some",
                "security:token --role admin",
                "shell:exec true",
                "shell:java a.B",
                "groovy:exec 1",
                "system:property a b"
            })
    void onlyAdministratorsChangeWhatRuns(String command) throws Exception {
        assertThat(operator.run(command).toString()).contains(NOT_FOUND);
    }

    @Test
    void anAdministratorDoes() throws Exception {
        assertThat(middleware.shell("config:exists eu.flexcoop.middleware.http").status())
                .isZero();
        assertThat(middleware.shell("bundle:install file:/does/not/exist.jar").toString())
                .doesNotContain(NOT_FOUND);
    }

    @Test
    void passwordsAreNotAcceptedEvenIfThereIsOne() throws Exception {
        Files.writeString(
                middleware.home().resolve("etc/users.properties"),
                "\nwithpassword = secret,_g_:admingroup\n",
                StandardOpenOption.APPEND);

        assertThatThrownBy(() -> enterByPassword("withpassword", "secret")).isInstanceOf(SshException.class);
        assertThatThrownBy(() -> enterByPassword("karaf", "karaf")).isInstanceOf(SshException.class);
    }

    private static void enterByPassword(String user, String password) throws IOException {
        try (SshClient client = SshClient.setUpDefaultClient()) {
            client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
            client.start();
            try (ClientSession session = client.connect(user, "127.0.0.1", middleware.shellPort())
                    .verify(Duration.ofSeconds(20))
                    .getSession()) {
                session.addPasswordIdentity(password);
                session.auth().verify(Duration.ofSeconds(20));
            }
        }
    }

    @Test
    void commandsAndRefusedRequestsAreInTheAuditLogAndNowhereElse() throws Exception {
        operator.run("pki:revoke 00:11:22");
        operator.run("ven:list");
        middleware.get("/1/meter", "not.a.token");

        Path folder = logs();
        await("the audit log").atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(audit(folder))
                .anyMatch(line -> line.contains("\"action\":\"shell.command\",\"subject\":\"otto\"")
                        && line.contains("pki:revoke 00:11:22"))
                .anyMatch(line -> line.contains("\"target\":\"/1/meter\"") && line.contains("\"status\":401")));
        assertThat(audit(folder))
                .noneMatch(line -> line.contains("ven:list")
                        || line.contains("alias")
                        || line.contains("// ")
                        || line.contains("not.a.token"));
        assertThat(folder.resolve("karaf.log")).content().doesNotContain("shell.command");
        assertThat(folder.resolve("security.log")).doesNotExist();
    }

    private static List<String> audit(Path folder) throws IOException {
        Path log = folder.resolve("audit.log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    private static Path logs() throws IOException {
        return middleware.home().resolve("data/log");
    }

    private static Shell admit(String user, String group) throws IOException {
        KeyPair key = Distribution.newKey();
        Path keys = middleware.home().resolve("etc/keys.properties");
        Files.writeString(
                keys,
                "%n%s=%s,_g_:%s%n"
                        .formatted(
                                user, PublicKeyEntry.toString(key.getPublic()).split(" ")[1], group),
                StandardOpenOption.APPEND);
        return new Shell(middleware.shellPort(), user, key);
    }
}
