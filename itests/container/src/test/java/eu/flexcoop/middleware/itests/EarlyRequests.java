package eu.flexcoop.middleware.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Requests one after the other to the plain listener, from before it is open: what a client or a probe meets during the start. */
final class EarlyRequests implements AutoCloseable {
    /** No connection was accepted, which is how a node looks that does not run. */
    static final String REFUSED = "refused";

    private static final long PAUSE_MILLIS = 20;
    private static final int LONGEST_MILLIS = 20_000;

    private final int port;
    private final List<String> outcomes = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "early-requests");
    private volatile boolean closed;

    EarlyRequests(int port) {
        this.port = port;
        thread.setDaemon(true);
        thread.start();
    }

    /** In their order without repetitions: {@link #REFUSED}, a status line, or what went wrong. */
    List<String> outcomes() {
        return List.copyOf(outcomes);
    }

    private void run() {
        try {
            while (!closed) {
                String outcome = request();
                if (outcomes.isEmpty() || !outcomes.get(outcomes.size() - 1).equals(outcome)) {
                    outcomes.add(outcome);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String request() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(LONGEST_MILLIS);
            socket.getOutputStream()
                    .write("GET /1/meter HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String status = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return status == null ? "closed without an answer" : status;
        } catch (ConnectException e) {
            return REFUSED;
        } catch (IOException e) {
            return "accepted, then " + e;
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
