package eu.flexcoop.middleware.http.hub.internal;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConnection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections whose client does not finish the head of a request. Jetty's idle timeout begins anew with each byte, so a
 * client that sends one byte a minute would hold its connection for ever. Looks at each connection once per time limit and costs
 * requests nothing; the first request (with the TLS handshake) has one limit, later ones between one and two. Thread-safe.
 */
final class HeaderDeadline implements Connection.Listener {
    private final Scheduler scheduler;
    private final long limitMillis;
    private final Map<Connection, Watch> watches = new ConcurrentHashMap<>();

    HeaderDeadline(Scheduler scheduler, Duration limit) {
        this.scheduler = scheduler;
        this.limitMillis = limit.toMillis();
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof HttpConnection http) {
            Watch watch = new Watch(http);
            watches.put(http, watch);
            watch.schedule();
        }
    }

    @Override
    public void onClosed(Connection connection) {
        Watch watch = watches.remove(connection);
        if (watch != null) {
            watch.cancel();
        }
    }

    private final class Watch implements Runnable {
        private static final long NONE = -1;

        private final HttpConnection connection;
        /** How many requests came before the one whose head was incomplete at the last look. */
        private long incomplete;

        private volatile Scheduler.Task next;

        Watch(HttpConnection connection) {
            this.connection = connection;
        }

        void schedule() {
            next = scheduler.schedule(this, limitMillis, TimeUnit.MILLISECONDS);
        }

        void cancel() {
            next.cancel();
        }

        @Override
        public void run() {
            long requests = connection.getMessagesIn();
            boolean inHead = isInHead(requests);
            if (inHead && requests == incomplete) {
                connection.close();
            } else if (watches.containsKey(connection)) {
                incomplete = inHead ? requests : NONE;
                schedule();
            }
        }

        /** A connection that is idle between two requests is not in a head: that is the idle timeout's. */
        private boolean isInHead(long requests) {
            HttpParser parser = connection.getParser();
            return parser.inHeaderState() && (requests == 0 || !parser.isStart());
        }
    }
}
