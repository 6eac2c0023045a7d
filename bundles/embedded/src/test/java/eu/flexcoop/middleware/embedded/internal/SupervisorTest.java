package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.servers.api.ServerAddress;
import eu.flexcoop.middleware.servers.api.ServerKind;
import eu.flexcoop.middleware.servers.api.ServerState;
import eu.flexcoop.middleware.servers.api.ServerState.Phase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class SupervisorTest {
    @TempDir
    Path folder;

    private final List<ServerState> states = new CopyOnWriteArrayList<>();
    private final List<ServerAddress> addresses = new CopyOnWriteArrayList<>();
    private Supervisor supervisor;

    @BeforeEach
    void makeFolders() throws IOException {
        Files.createDirectories(folder.resolve("run"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        supervisor.stop();
        supervisor.awaitStopped();
    }

    /** A server that serves as soon as it has written a file, and is missing until its script is there. */
    private final class Script implements EmbeddedServer {
        private int port = 1;

        @Override
        public ServerKind kind() {
            return ServerKind.AMQP;
        }

        @Override
        public Path folder() {
            return folder;
        }

        @Override
        public void prepare() throws IOException {
            Files.deleteIfExists(folder.resolve("serving"));
            if (!Files.exists(folder.resolve("script"))) {
                throw new MissingServerException("there is no script, write one");
            }
            if (Files.exists(folder.resolve("port-is-taken"))) {
                port = 2;
            }
        }

        @Override
        public List<String> command() {
            return List.of("/bin/sh", folder.resolve("script").toString());
        }

        @Override
        public void checkReady() throws IOException {
            if (!Files.exists(folder.resolve("serving"))) {
                throw new IOException("it does not serve");
            }
        }

        @Override
        public URI address() {
            return URI.create("amqp://me:secret@127.0.0.1:" + port);
        }

        @Override
        public Duration grace() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration startTimeout() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Path log() {
            return folder.resolve("log");
        }
    }

    private void supervise(String script) throws IOException {
        if (script != null) {
            Files.writeString(folder.resolve("script"), script.formatted(folder));
        }
        supervisor = new Supervisor(new Script(), folder.resolve("run"), new Supervisor.Listener() {
            @Override
            public void changed(ServerState state) {
                states.add(state);
            }

            @Override
            public void ready(ServerAddress address) {
                addresses.add(address);
            }
        });
        supervisor.start();
    }

    private void awaitPhase(Phase phase) {
        await().atMost(Duration.ofSeconds(10)).until(() -> supervisor.state().phase() == phase);
    }

    @Test
    void tellsTheAddressWhenTheServerServesAndStartsItAgainWhenItEnds() throws Exception {
        supervise("touch %s/serving; exec sleep 60\n");
        awaitPhase(Phase.READY);
        long first = supervisor.state().pid().orElseThrow();
        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        await().until(() -> supervisor.state().phase() == Phase.READY
                && supervisor.state().pid().orElse(first) != first);
        assertThat(states)
                .extracting(ServerState::phase)
                .containsExactly(Phase.STARTING, Phase.READY, Phase.RESTARTING, Phase.STARTING, Phase.READY);
        assertThat(states.get(2).detail()).contains("status 137", "log");
        assertThat(addresses).hasSize(1);
        assertThat(supervisor.state().address()).isEqualTo("amqp://127.0.0.1:1");
    }

    @Test
    void tellsANewAddressWhenThePortHadToChange() throws Exception {
        supervise("touch %s/serving; exec sleep 60\n");
        awaitPhase(Phase.READY);
        Files.createFile(folder.resolve("port-is-taken"));
        ProcessHandle.of(supervisor.state().pid().orElseThrow()).orElseThrow().destroyForcibly();
        await().until(() -> addresses.size() == 2);
        assertThat(addresses.get(1).uri()).hasPort(2);
    }

    @Test
    void saysWhyAServerFailedAndGoesOnTrying() throws Exception {
        supervise(null);
        awaitPhase(Phase.FAILED);
        assertThat(supervisor.state().detail()).contains("write one");
        Files.writeString(folder.resolve("script"), "touch %s/serving; exec sleep 60\n".formatted(folder));
        awaitPhase(Phase.READY);
    }

    @Test
    void saysWhereToLookWhenAServerEndsWhileStarting() throws Exception {
        supervise("exit 7\n");
        awaitPhase(Phase.FAILED);
        assertThat(supervisor.state().detail())
                .contains("status 7", folder.resolve("log").toString());
    }

    @Test
    void givesUpAStartThatTakesTooLong() throws Exception {
        supervise("exec sleep 60\n");
        awaitPhase(Phase.FAILED);
        assertThat(supervisor.state().detail()).contains("after 1 s", "it does not serve");
    }

    @Test
    void stopsWhileStarting() throws Exception {
        supervise("exec sleep 60\n");
        awaitPhase(Phase.STARTING);
        supervisor.stop();
        supervisor.awaitStopped();
        assertThat(supervisor.state().phase()).isEqualTo(Phase.STOPPED);
    }
}
