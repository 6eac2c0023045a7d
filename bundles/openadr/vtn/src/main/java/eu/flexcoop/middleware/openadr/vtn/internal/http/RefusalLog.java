package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.security.api.BoxCertificate;

/**
 * Says what was refused to whom, one line each and at most so many per sender and minute that none can flood the log. What
 * senders wrote is shortened, and characters that a terminal might obey are replaced. Thread-safe.
 */
final class RefusalLog {
    static final int LINES_PER_MINUTE = 30;

    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final long PERIOD_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final int MOST_CHARACTERS = 400;
    private static final int MOST_SENDERS = 10_000;

    private final Clock clock;
    private final Cache<String, Period> senders =
            Caffeine.newBuilder().maximumSize(MOST_SENDERS).build();

    RefusalLog(Clock clock) {
        this.clock = clock;
    }

    /** @param what a sentence about the message */
    void refused(Peer sender, String what) {
        refused(sender.certificate().map(BoxCertificate::fingerprint).orElse("without certificate"), what);
    }

    /** @param name of the sender: fingerprint or address */
    void refused(String name, String what) {
        line(name, what).ifPresent(LOG::info);
    }

    /** The line for the log; empty if the sender has had its share. */
    Optional<String> line(String name, String what) {
        return senders.get(name, unused -> new Period()).next(clock.millis()).map(unsaid -> "%s (sender %s%s)"
                .formatted(printable(what), name, unsaid == 0 ? "" : ", %d more unsaid".formatted(unsaid)));
    }

    static String printable(String text) {
        String line = text.codePoints()
                .limit(MOST_CHARACTERS)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return line.length() < text.length() ? line + "..." : line;
    }

    /** The lines of one sender. */
    private static final class Period {
        private long start;
        private int lines;
        private int unsaid;

        /** @return how many lines were left out before this one; empty if it is left out too */
        synchronized Optional<Integer> next(long now) {
            if (now - start >= PERIOD_MILLIS) {
                start = now;
                lines = 0;
            }
            if (lines == LINES_PER_MINUTE) {
                unsaid++;
                return Optional.empty();
            }
            lines++;
            int before = unsaid;
            unsaid = 0;
            return Optional.of(before);
        }
    }
}
