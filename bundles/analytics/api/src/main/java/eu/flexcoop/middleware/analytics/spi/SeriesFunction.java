package eu.flexcoop.middleware.analytics.spi;

import java.util.Iterator;
import java.util.function.Consumer;

import org.osgi.annotation.versioning.ConsumerType;

import eu.flexcoop.middleware.series.api.SeriesPoint;

/** The computation of a module as the two steps of a MapReduce job: each point goes to groups, each group becomes results. */
@ConsumerType
public interface SeriesFunction extends PointGrouping {
    /**
     * The reduce step: computes the results of one group. Groups of one reducer come in the order of {@link GroupKey}.
     *
     * @param group the key that {@link #map} gave its points
     * @param points all points of the group by time, those of one instant by metric and device; read them once, there may be
     *     more than fit into memory
     */
    void reduce(GroupKey group, Iterator<SeriesPoint> points, Consumer<ResultRow> results);
}
