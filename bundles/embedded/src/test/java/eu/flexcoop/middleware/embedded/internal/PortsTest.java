package eu.flexcoop.middleware.embedded.internal;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class PortsTest {
    @TempDir
    Path folder;

    @Test
    void remembersItsChoice() throws Exception {
        Path file = folder.resolve("ports");
        int port = new Ports(file).port("amqp");
        assertThat(new Ports(file).port("amqp")).isEqualTo(port);
    }

    @Test
    void choosesADifferentPortForEachName() throws Exception {
        Ports ports = new Ports(folder.resolve("ports"));
        assertThat(ports.port("one")).isNotEqualTo(ports.port("other"));
    }

    @Test
    void replacesAPortThatAnotherProgramTook() throws Exception {
        Path file = folder.resolve("ports");
        int port = new Ports(file).port("amqp");
        try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            int other = new Ports(file).port("amqp");
            assertThat(other).isNotEqualTo(taken.getLocalPort());
            assertThat(new Ports(file).port("amqp")).isEqualTo(other);
        }
    }
}
