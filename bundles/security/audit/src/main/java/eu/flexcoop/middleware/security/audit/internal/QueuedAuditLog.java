package eu.flexcoop.middleware.security.audit.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.security.api.AuditEvent;
import eu.flexcoop.middleware.security.api.AuditLog;

/**
 * Queues lines for one thread, which writes them to the logger {@code audit}; the logging configuration gives that a file of its own. A line
 * that finds the queue full is counted, and the next line says how many there were: requests never wait for the disk.
 */
@Component(service = AuditLog.class, configurationPid = "eu.flexcoop.middleware.security.audit")
@Designate(ocd = QueuedAuditLog.Config.class)
public final class QueuedAuditLog implements AuditLog {
    /** How much is written. */
    @ObjectClassDefinition(name = "Flexcoop audit log")
    public @interface Config {
        @AttributeDefinition(min = "0", description = "Refused requests of one client that are written in each period")
        int refusalsPerClient() default 60;

        @AttributeDefinition(
                min = "0",
                description = "Refused requests of all clients together that are written in each period")
        int refusals() default 6_000;

        @AttributeDefinition(min = "0", description = "Changes by one client that are written in each period")
        int changesPerClient() default 60_000;

        @AttributeDefinition(
                description = "The period, ISO-8601; at its end a line says how many lines of a client were left out")
        String period() default "PT1M";

        @AttributeDefinition(min = "1", description = "Lines that wait for the disk at most, about 400 bytes each")
        int queueSize() default 10_000;
    }

    private static final Logger AUDIT = LoggerFactory.getLogger("audit");
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final BlockingQueue<String> waiting;
    private final AtomicLong lost = new AtomicLong();
    private final ClientShares shares;
    private final Consumer<String> sink;
    private final Clock clock;
    private final Thread writer;
    private volatile boolean closed;

    @Activate
    public QueuedAuditLog(Config config) {
        this(
                new ClientShares.Limits(
                        config.refusalsPerClient(),
                        config.refusals(),
                        config.changesPerClient(),
                        Duration.parse(config.period())),
                config.queueSize(),
                AUDIT::info,
                Clock.systemUTC());
    }

    QueuedAuditLog(ClientShares.Limits limits, int queueSize, Consumer<String> sink, Clock clock) {
        this.waiting = new ArrayBlockingQueue<>(queueSize);
        this.sink = sink;
        this.clock = clock;
        this.shares = new ClientShares(limits, (client, lines) -> offer(AuditLine.suppressed(now(), client, lines)));
        this.writer = new Thread(this::write, "audit");
        writer.setDaemon(true);
        writer.start();
    }

    private Instant now() {
        return clock.instant();
    }

    @Override
    public void record(AuditEvent event) {
        if (shares.admits(event.client(), event.isRefusal())) {
            offer(AuditLine.of(now(), event));
        }
    }

    private void offer(String line) {
        if (!waiting.offer(line)) {
            lost.incrementAndGet();
        }
    }

    private void write() {
        try {
            while (!closed || !waiting.isEmpty()) {
                String line = waiting.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                if (line != null) {
                    sink.accept(line);
                }
                long missing = lost.getAndSet(0);
                if (missing > 0) {
                    sink.accept(AuditLine.lost(now(), missing));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what waits. */
    @Deactivate
    void close() throws InterruptedException {
        shares.close();
        closed = true;
        writer.join(CLOSING.toMillis());
        writer.interrupt();
    }
}
