package eu.flexcoop.middleware.telemetry.core.internal.cleaning;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.bson.Document;

import eu.flexcoop.middleware.telemetry.spi.Findings;
import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.Window;

/**
 * What was found of one metric in one quarter hour, as the fields of its document in {@code data_quality}: one list for each kind
 * with at most {@value #MOST} entries, and how many more there were. Confined to one thread.
 */
public final class QualityNotes implements Findings {
    /** Entries of a list; a sensor that lies once per second fills no disk. */
    static final int MOST = 50;

    private static final String LEFT_OUT = "left_out";
    private static final String FREQUENCY = "frequency";

    private final Window window;
    /** Made with the first entry, as there seldom is any. */
    private Map<Kind, List<Document>> entries = Map.of();

    private Map<String, Integer> leftOut = Map.of();
    private Duration frequency;

    public QualityNotes(Window window) {
        this.window = window;
    }

    /** Whether measurements were not taken as they came, so that other documents within their context may depend on it. */
    public boolean isIrregular() {
        return entries.keySet().stream().anyMatch(kind -> kind != Kind.GAPS && kind != Kind.REPAIRED_VALUES);
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    @Override
    public void removed(Kind kind, String rule, Measurement measurement) {
        if (window.holds(measurement.at())) {
            Document entry =
                    new Document("timestamp", Date.from(measurement.at())).append("value", measurement.value());
            if (!measurement.duration().isZero()) {
                entry.append("until", Date.from(measurement.end()));
            }
            add(kind, entry.append("rule", rule));
        }
    }

    @Override
    public void span(Kind kind, String rule, Instant from, Instant to) {
        if (window.overlaps(from, to)) {
            add(
                    kind,
                    new Document("timestamp", Date.from(from))
                            .append("until", Date.from(to))
                            .append("rule", rule));
        }
    }

    private void add(Kind kind, Document entry) {
        if (entries.isEmpty()) {
            entries = new EnumMap<>(Kind.class);
        }
        List<Document> list = entries.computeIfAbsent(kind, any -> new ArrayList<>());
        if (list.size() < MOST) {
            list.add(entry);
        } else {
            leftOut = leftOut.isEmpty() ? new TreeMap<>() : leftOut;
            leftOut.merge(field(kind), 1, Integer::sum);
        }
    }

    @Override
    public void frequency(Duration found) {
        frequency = found;
    }

    /** In an order that depends on what was found alone. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new TreeMap<>();
        entries.forEach((kind, list) -> fields.put(field(kind), list));
        if (frequency != null && !fields.isEmpty()) {
            fields.put(FREQUENCY, frequency.toString());
        }
        if (!leftOut.isEmpty()) {
            fields.put(LEFT_OUT, new Document(leftOut));
        }
        return fields;
    }

    private static String field(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
