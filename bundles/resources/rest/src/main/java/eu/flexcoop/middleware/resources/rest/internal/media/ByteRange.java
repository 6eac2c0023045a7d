package eu.flexcoop.middleware.resources.rest.internal.media;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/**
 * A part of a file.
 *
 * @param from the first byte, from 0
 * @param to the last byte
 */
record ByteRange(long from, long to) {
    private static final Pattern ONE = Pattern.compile("bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})");

    /**
     * The part that a Range header asks for; empty for the whole file, which is a right answer to several ranges and unknown units, too.
     *
     * @throws Problem 416 if the file has no such bytes
     */
    static Optional<ByteRange> of(String header, long length) {
        Matcher range = ONE.matcher(header.strip());
        if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
            return Optional.empty();
        }
        if (range.group(1).isEmpty()) {
            long last = Long.parseLong(range.group(2));
            if (last == 0 || length == 0) {
                throw Problem.noSuchRange(length);
            }
            return Optional.of(new ByteRange(Math.max(0, length - last), length - 1));
        }
        long from = Long.parseLong(range.group(1));
        long to = range.group(2).isEmpty() ? length - 1 : Long.parseLong(range.group(2));
        if (to < from && !range.group(2).isEmpty()) {
            return Optional.empty();
        }
        if (from >= length) {
            throw Problem.noSuchRange(length);
        }
        return Optional.of(new ByteRange(from, Math.min(to, length - 1)));
    }

    long length() {
        return to - from + 1;
    }
}
