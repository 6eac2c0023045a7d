package eu.flexcoop.middleware.openadr.vtn.internal;

import java.util.ArrayList;
import java.util.List;

/** Cuts long lists for commands of MongoDB with many ids or many documents. */
public final class Chunks {
    private Chunks() {}

    /** Views of the list in its order, each of the size but the last, which may be shorter. */
    public static <T> List<List<T>> of(List<T> all, int size) {
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += size) {
            chunks.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return chunks;
    }
}
