package eu.flexcoop.middleware.analytics.spi;

import java.util.Iterator;

import org.osgi.annotation.versioning.ConsumerType;

import eu.flexcoop.middleware.series.api.SeriesPoint;

/** Training as the two steps of a job: each point goes to groups, each group becomes a model. */
@ConsumerType
public interface TrainingFunction extends PointGrouping {
    /**
     * Trains the model of one group.
     *
     * @param points all points of the group by time, those of one instant by metric and device; read them once, there may be
     *     more than fit into memory
     * @return the model in a format of the module's own
     */
    byte[] train(GroupKey group, Iterator<SeriesPoint> points);
}
