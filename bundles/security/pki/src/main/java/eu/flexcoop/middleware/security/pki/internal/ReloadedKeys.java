package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys of the TLS listeners, read again when their files are replaced. Files that listeners cannot use change nothing. Thread-safe. */
final class ReloadedKeys implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadedKeys.class);

    private final ServerKeys source;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer;
    private volatile KeyStore current;
    private List<Stamp> stamps;

    /** What tells one content of a file from another without reading it. */
    private record Stamp(Object file, long modified, long size) {
        static Stamp of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(
                        attributes.fileKey(), attributes.lastModifiedTime().toMillis(), attributes.size());
            } catch (NoSuchFileException e) {
                return new Stamp(null, 0, 0);
            } catch (IOException e) {
                LOG.warn("{} cannot be looked at: {}", file, e.getMessage());
                return new Stamp(null, 0, 0);
            }
        }
    }

    /** @param every how often the files are looked at; zero never does */
    ReloadedKeys(ServerKeys source, Duration every) throws IOException, GeneralSecurityException {
        this.source = source;
        this.current = source.read();
        this.stamps = stamps();
        this.timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "flexcoop-server-keys");
            thread.setDaemon(true);
            return thread;
        });
        if (!every.isZero()) {
            timer.scheduleWithFixedDelay(this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private List<Stamp> stamps() {
        return source.files().stream().map(Stamp::of).toList();
    }

    private synchronized void look() {
        List<Stamp> now = stamps();
        if (now.equals(stamps)) {
            return;
        }
        stamps = now;
        try {
            current = Objects.requireNonNull(source.read());
        } catch (IOException
                | GeneralSecurityException
                | RuntimeException e) { // whatever a broken file makes parsers throw
            LOG.warn(
                    "The changed keys of the TLS listeners cannot be used, the ones before stay: {} ({})",
                    e.getMessage(),
                    source.files());
            return;
        }
        stamps = stamps(); // reading may have made new ones
        LOG.info("The TLS listeners have new keys from {}", source.files());
        listeners.forEach(Runnable::run);
    }

    KeyStore keyStore() {
        return current;
    }

    String password() {
        return source.password();
    }

    /** @return ends the calls */
    Runnable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
