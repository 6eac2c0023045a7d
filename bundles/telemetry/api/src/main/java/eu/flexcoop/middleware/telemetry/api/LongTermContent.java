package eu.flexcoop.middleware.telemetry.api;

import java.util.List;

/**
 * What 15-minute documents bring into the long-term store.
 *
 * @param values one series per field
 * @param copies the documents themselves, which REST shows when the database no longer has them
 */
public record LongTermContent(List<QuarterHourValue> values, List<DocumentCopy> copies) {
    public static final LongTermContent NONE = new LongTermContent(List.of(), List.of());

    public LongTermContent {
        values = List.copyOf(values);
        copies = List.copyOf(copies);
    }

    public int size() {
        return values.size() + copies.size();
    }
}
