package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.servers.api.ServerAddress;
import eu.flexcoop.middleware.servers.api.ServerState;
import eu.flexcoop.middleware.servers.api.ServerState.Phase;

/** Keeps one server running: starts it, waits until it serves, starts it again when it ends, with growing pauses. */
final class Supervisor implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** A server that ran this long has shown that it can; its next end is a new story. */
    private static final Duration STABLE = Duration.ofMinutes(1);

    private static final Duration BETWEEN_CHECKS = Duration.ofMillis(100);

    /** Hears of each change, from the supervisor's thread. */
    interface Listener {
        void changed(ServerState state);

        /** At the first time that the server serves, and again where it had to take another port. */
        void ready(ServerAddress address);
    }

    private final EmbeddedServer server;
    private final PidFile pidFile;
    private final Listener listener;
    private final CompletableFuture<Void> stop = new CompletableFuture<>();
    private final Thread thread;
    private volatile ServerState state;
    private ServerAddress announced;

    Supervisor(EmbeddedServer server, Path runFolder, Listener listener) {
        this.server = server;
        this.pidFile = new PidFile(runFolder.resolve(server.kind().key() + ".pid"), server.folder());
        this.listener = listener;
        this.state = new ServerState(server.kind(), "", Phase.WAITING, "", OptionalLong.empty(), Instant.now());
        this.thread = new Thread(this, "embedded-" + server.kind().key());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    ServerState state() {
        return state;
    }

    @Override
    public void run() {
        Duration pause = SHORTEST_PAUSE;
        try {
            do {
                Instant begin = Instant.now();
                try {
                    live();
                } catch (IOException e) {
                    LOG.error("{} does not start: {}", server.kind(), e.getMessage());
                    change(Phase.FAILED, "", e.getMessage(), OptionalLong.empty());
                }
                boolean stable = begin.plus(STABLE).isBefore(Instant.now());
                pause = stable ? SHORTEST_PAUSE : shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            } while (!stopsWithin(pause));
        } catch (InterruptedException e) {
            LOG.debug("{} is left, the supervisor was interrupted", server.kind());
        }
        change(Phase.STOPPED, "", "", OptionalLong.empty());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** One life of the process, from its start to its end. */
    private void live() throws IOException, InterruptedException {
        pidFile.endStaleProcess(server.grace());
        Files.deleteIfExists(pidFile.path());
        server.prepare();
        ServerAddress address = ServerAddress.of(server.kind(), server.address());
        Instant begin = Instant.now();
        GuardedProcess process =
                GuardedProcess.start(server.command(), server.environment(), server.output(), pidFile, server.grace());
        try {
            change(Phase.STARTING, address.withoutPassword(), "", OptionalLong.empty());
            if (awaitReady(process, begin.plus(server.startTimeout()))) {
                LOG.info(
                        "{} after {} ms",
                        address,
                        Duration.between(begin, Instant.now()).toMillis());
                change(Phase.READY, address.withoutPassword(), "", process.pid());
                announce(address);
                awaitEnd(process, address);
            }
        } finally {
            process.stop();
            process.cleanUp();
        }
    }

    /** Returns false when the server is to stop before it is ready. */
    private boolean awaitReady(GuardedProcess process, Instant end) throws IOException, InterruptedException {
        try {
            do {
                try {
                    server.checkReady();
                    return true;
                } catch (IOException e) {
                    if (Instant.now().isAfter(end)) {
                        throw new IOException("it does not serve after %d s: %s; see %s"
                                .formatted(server.startTimeout().toSeconds(), e.getMessage(), server.log()));
                    }
                }
                if (!process.isAlive()) {
                    throw new IOException("it ended with status %d while starting, see %s"
                            .formatted(process.onExit().join(), server.log()));
                }
            } while (!stopsWithin(BETWEEN_CHECKS));
            return false;
        } finally {
            server.endOfStart();
        }
    }

    private void announce(ServerAddress address) {
        if (!address.equals(announced)) {
            announced = address;
            listener.ready(address);
        }
    }

    private void awaitEnd(GuardedProcess process, ServerAddress address) throws InterruptedException {
        try {
            CompletableFuture.anyOf(process.onExit(), stop).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Neither an end nor a stop fails", e);
        }
        if (!stop.isDone()) {
            String detail = "it ended by itself with status %d, see %s"
                    .formatted(process.onExit().join(), server.log());
            LOG.warn("{}: {}; starting it again", server.kind(), detail);
            change(Phase.RESTARTING, address.withoutPassword(), detail, OptionalLong.empty());
        }
    }

    private void change(Phase phase, String address, String detail, OptionalLong pid) {
        state = new ServerState(server.kind(), address, phase, detail, pid, Instant.now());
        listener.changed(state);
    }

    private boolean stopsWithin(Duration time) throws InterruptedException {
        try {
            stop.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Nobody fails the stop", e);
        }
    }

    /** Begins to stop the server. */
    void stop() {
        stop.complete(null);
    }

    /** Waits until the server has ended, which takes little more than its time of grace. */
    void awaitStopped() throws InterruptedException {
        thread.join(server.grace().toMillis() + 5_000);
        if (thread.isAlive()) {
            LOG.warn("{} did not stop in time", server.kind());
        }
    }
}
