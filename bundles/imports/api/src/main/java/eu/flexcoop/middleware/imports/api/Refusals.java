package eu.flexcoop.middleware.imports.api;

import java.util.ArrayList;
import java.util.List;

/** Collects refusals in bounded memory: neighbours with the same reason are one. Confined to one thread. */
public final class Refusals {
    /** Entries that are kept; further ones are only counted. */
    public static final int MOST = 1_000;

    private final List<Refusal> kept = new ArrayList<>();
    private boolean full;
    private long values;

    /**
     * @param where path or line
     * @param refused values that are lost with it
     */
    public void add(String where, long refused, String reason) {
        values += refused;
        int last = kept.size() - 1;
        if (!full && last >= 0 && kept.get(last).reason().equals(reason)) {
            Refusal before = kept.get(last);
            kept.set(last, new Refusal(before.first(), where, before.values() + refused, reason));
        } else if (kept.size() < MOST) {
            kept.add(new Refusal(where, where, refused, reason));
        } else {
            full = true;
        }
    }

    /** All values that were refused. */
    public long values() {
        return values;
    }

    public boolean isEmpty() {
        return kept.isEmpty();
    }

    public ImportReport report(long accepted) {
        return new ImportReport(accepted, values, kept);
    }
}
