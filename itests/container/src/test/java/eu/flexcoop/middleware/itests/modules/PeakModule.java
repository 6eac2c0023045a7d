package eu.flexcoop.middleware.itests.modules;

import java.time.Instant;
import java.util.Iterator;
import java.util.function.Consumer;

import org.osgi.service.component.annotations.Component;

import eu.flexcoop.middleware.analytics.spi.AnalyticsModule;
import eu.flexcoop.middleware.analytics.spi.GroupKey;
import eu.flexcoop.middleware.analytics.spi.ModuleContext;
import eu.flexcoop.middleware.analytics.spi.ResultRow;
import eu.flexcoop.middleware.analytics.spi.SeriesFunction;
import eu.flexcoop.middleware.analytics.spi.SeriesInput;
import eu.flexcoop.middleware.analytics.spi.SeriesPlan;
import eu.flexcoop.middleware.series.api.SeriesPoint;

/** A partner's module: the largest quarter hour of each device. Deployed by a story while the container runs. */
@Component
public final class PeakModule implements AnalyticsModule {
    @Override
    public String name() {
        return "peak";
    }

    @Override
    public SeriesPlan plan(ModuleContext context) {
        return SeriesPlan.of(SeriesInput.of("kwh", Instant.EPOCH, context.now()), Peak.class);
    }

    /** Groups by device, keeps the maximum. */
    public static final class Peak implements SeriesFunction {
        @Override
        public void map(SeriesPoint point, Consumer<GroupKey> groups) {
            groups.accept(GroupKey.of(point.device()));
        }

        @Override
        public void reduce(GroupKey group, Iterator<SeriesPoint> points, Consumer<ResultRow> results) {
            double peak = Double.NEGATIVE_INFINITY;
            while (points.hasNext()) {
                peak = Math.max(peak, points.next().number());
            }
            results.accept(ResultRow.with("device_id", group.device())
                    .with("peak_kwh", peak)
                    .row());
        }
    }
}
