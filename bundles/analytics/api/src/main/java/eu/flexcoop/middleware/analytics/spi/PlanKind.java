package eu.flexcoop.middleware.analytics.spi;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The kinds of plans, named in the {@code plan} key of a descriptor. */
public enum PlanKind {
    /** A map and a reduce step in Java over the long-term store. */
    SERIES(SeriesPlan.class),
    /** The same two steps as Python or R scripts, by Hadoop Streaming. */
    SCRIPT(ScriptPlan.class),
    /** HiveQL statements. */
    HIVE(HivePlan.class),
    /** Several plans, one after the other. */
    STEPS(StepsPlan.class),
    /** Training of models, which are kept in the model store. */
    TRAINING(TrainingPlan.class);

    private final Class<? extends Plan> type;

    PlanKind(Class<? extends Plan> type) {
        this.type = type;
    }

    /** The record that plans of this kind are. */
    public Class<? extends Plan> type() {
        return type;
    }

    /** The name in descriptors: lower case. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The inverse of {@link #key}. */
    public static PlanKind of(String key) {
        return Arrays.stream(values())
                .filter(kind -> kind.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'%s' is not a kind of plan, use one of %s".formatted(key, String.join(", ", keys()))));
    }

    static PlanKind of(Class<? extends Plan> type) {
        return Arrays.stream(values())
                .filter(kind -> kind.type.equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> keys() {
        return Arrays.stream(values()).map(PlanKind::key).toList();
    }
}
