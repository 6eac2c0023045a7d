package eu.flexcoop.middleware.analytics.spi;

import java.util.Map;
import java.util.function.Consumer;

import org.osgi.annotation.versioning.ConsumerType;

import eu.flexcoop.middleware.series.api.SeriesPoint;

/**
 * The map step of a job: which groups a point belongs to. An instance is used by one thread; it may see any part of the points, so
 * it keeps nothing between calls.
 */
@ConsumerType
public interface PointGrouping {
    /** Takes the settings of the plan; called once, before anything else. */
    default void configure(Map<String, String> settings) {}

    /**
     * Names the groups that a point belongs to, for example its device and UTC day. A point may belong to several or to none.
     */
    void map(SeriesPoint point, Consumer<GroupKey> groups);
}
