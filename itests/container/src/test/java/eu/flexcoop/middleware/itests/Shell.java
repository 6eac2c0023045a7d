package eu.flexcoop.middleware.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.EnumSet;

import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;

/** The operator's shell over SSH with a key, as {@code ./flexcoop shell} uses it. */
final class Shell {
    static final String USER = "flexcoop";

    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final int port;
    private final String user;
    private final KeyPair key;

    Shell(int port, KeyPair key) {
        this(port, USER, key);
    }

    Shell(int port, String user, KeyPair key) {
        this.port = port;
        this.user = user;
        this.key = key;
    }

    /** What a command printed and the status it ended with. */
    record Outcome(int status, String output, String errors) {}

    Outcome run(String command) throws IOException {
        try (SshClient client = SshClient.setUpDefaultClient()) {
            client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
            client.start();
            try (ClientSession session = client.connect(user, "127.0.0.1", port)
                    .verify(Duration.ofSeconds(20))
                    .getSession()) {
                session.addPublicKeyIdentity(key);
                session.auth().verify(Duration.ofSeconds(20));
                return run(session, command);
            }
        }
    }

    private static Outcome run(ClientSession session, String command) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (ChannelExec channel = session.createExecChannel(command)) {
            channel.setOut(out);
            channel.setErr(err);
            channel.open().verify(Duration.ofSeconds(20));
            channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), TIMEOUT);
            Integer status = channel.getExitStatus();
            return new Outcome(
                    status == null ? -1 : status,
                    out.toString(StandardCharsets.UTF_8),
                    err.toString(StandardCharsets.UTF_8));
        }
    }
}
