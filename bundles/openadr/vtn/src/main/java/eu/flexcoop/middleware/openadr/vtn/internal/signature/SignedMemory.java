package eu.flexcoop.middleware.openadr.vtn.internal.signature;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

import eu.flexcoop.middleware.core.api.UnavailableException;

/**
 * Bounds what signed messages take of the memory, however many come at a time: unlike others they must be there as a whole. Each may
 * have a small body; larger ones share a budget, and who finds it used up has to come again. Only so many are verified at a
 * time as there are processors to do it. Thread-safe.
 */
final class SignedMemory {
    /** Ten times a usual message. */
    static final int FREE_BYTES = 64 << 10;

    private static final int UNIT_BYTES = 64 << 10;
    private static final int BUDGET_UNITS = (16 << 20) / UNIT_BYTES;
    private static final int MOST_AT_A_TIME = 4;

    private final Semaphore budget = new Semaphore(BUDGET_UNITS);
    private final Semaphore work =
            new Semaphore(Math.min(MOST_AT_A_TIME, Runtime.getRuntime().availableProcessors()), true);

    /**
     * Reads a body to its end and does something with it.
     *
     * @param use computes only; it must not wait for anything
     * @throws UnavailableException if too many large bodies are there already
     * @throws IOException if the stream breaks
     */
    <T> T hold(InputStream body, Function<byte[], T> use) throws IOException {
        int units = 0;
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
            byte[] buffer = new byte[8192];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                bytes.write(buffer, 0, n);
                if (bytes.size() > FREE_BYTES + units * UNIT_BYTES) {
                    if (!budget.tryAcquire()) {
                        throw new UnavailableException("there are too many large signed messages now", null);
                    }
                    units++;
                }
            }
            work.acquireUninterruptibly();
            try {
                return use.apply(bytes.toByteArray());
            } finally {
                work.release();
            }
        } finally {
            budget.release(units);
        }
    }
}
