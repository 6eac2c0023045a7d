package eu.flexcoop.middleware.series.api;

/** Row keys that follow each other. */
public final class KeyRange {
    private final byte[] start;
    private final byte[] stop;

    KeyRange(byte[] start, byte[] stop) {
        this.start = start;
        this.stop = stop;
    }

    /** The first key that belongs to the range. */
    public byte[] start() {
        return start.clone();
    }

    /** The first key behind the range. */
    public byte[] stop() {
        return stop.clone();
    }
}
