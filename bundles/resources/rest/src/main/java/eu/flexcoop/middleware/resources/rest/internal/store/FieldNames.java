package eu.flexcoop.middleware.resources.rest.internal.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import com.fasterxml.jackson.core.io.SerializedString;

/**
 * Names of fields by their bytes in BSON, so that a name that comes in each document is neither decoded nor escaped again. Holds a
 * bounded number of short names whatever the documents contain; a name takes the place of another one with the same hash.
 * Thread-safe: entries are immutable, and a lost race costs a look-up.
 */
final class FieldNames {
    private static final int PLACES = 4096;
    private static final int LONGEST = 64;
    private static final Entry[] ENTRIES = new Entry[PLACES];

    private record Entry(byte[] bytes, SerializedString name) {}

    private FieldNames() {}

    static SerializedString of(byte[] source, int from, int to) {
        int length = to - from;
        if (length > LONGEST) {
            return decoded(source, from, length);
        }
        int hash = length;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + source[i];
        }
        int place = (hash ^ hash >>> 16) & PLACES - 1;
        Entry known = ENTRIES[place];
        if (known != null && Arrays.equals(known.bytes, 0, known.bytes.length, source, from, to)) {
            return known.name;
        }
        SerializedString name = decoded(source, from, length);
        name.asQuotedUTF8(); // kept by the name, so that it is escaped once
        ENTRIES[place] = new Entry(Arrays.copyOfRange(source, from, to), name);
        return name;
    }

    private static SerializedString decoded(byte[] source, int from, int length) {
        return new SerializedString(new String(source, from, length, StandardCharsets.UTF_8));
    }
}
