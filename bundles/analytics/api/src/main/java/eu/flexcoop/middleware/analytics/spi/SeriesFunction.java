package eu.flexcoop.middleware.analytics.spi;

import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;

import org.osgi.annotation.versioning.ConsumerType;

import eu.flexcoop.middleware.series.api.SeriesPoint;

/**
 * The computation of a module as the two steps of a MapReduce job: each point goes to groups, each group becomes results. An
 * instance is used by one thread; it may see any part of the points, so it keeps nothing between calls.
 */
@ConsumerType
public interface SeriesFunction {
    /** Takes the settings of the plan; called once, before anything else. */
    default void configure(Map<String, String> settings) {}

    /**
     * The map step: names the groups that a point belongs to, for example its device and day. A point may belong to several
     * or to none.
     */
    void map(SeriesPoint point, Consumer<String> groups);

    /**
     * The reduce step: computes the results of one group.
     *
     * @param points all points of the group by time, those of one instant by metric and device; read them once, there may be
     *     more than fit into memory
     */
    void reduce(String group, Iterator<SeriesPoint> points, Consumer<ResultRow> results);
}
