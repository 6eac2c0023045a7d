package eu.flexcoop.middleware.resources.rest.internal.message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Where a body goes that is sent while it is made: into memory at first, to the client later. For one thread. */
public final class BeginningInMemory extends OutputStream {
    private static final int FIRST_BYTES = 8 << 10;

    private final ByteArrayOutputStream memory = new ByteArrayOutputStream(FIRST_BYTES);
    private OutputStream target = memory;

    @Override
    public void write(int value) throws IOException {
        target.write(value);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        target.write(bytes, from, length);
    }

    /** Bytes in memory. */
    public int size() {
        return memory.size();
    }

    /** What is in memory. */
    public byte[] bytes() {
        return memory.toByteArray();
    }

    /** Everything that is written from now on goes to the client. */
    public void sendTo(OutputStream client) {
        target = client;
    }
}
