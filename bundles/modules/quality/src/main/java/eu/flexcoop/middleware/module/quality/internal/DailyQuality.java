package eu.flexcoop.middleware.module.quality.internal;

import java.util.Iterator;
import java.util.function.Consumer;

import eu.flexcoop.middleware.analytics.spi.GroupKey;
import eu.flexcoop.middleware.analytics.spi.ResultRow;
import eu.flexcoop.middleware.analytics.spi.SeriesFunction;
import eu.flexcoop.middleware.analytics.spi.TimePeriod;
import eu.flexcoop.middleware.series.api.SeriesPoint;

/**
 * How complete a device's day is and how much energy it shows. A group is one device and one UTC day.
 *
 * <p>Fields of a result: {@code samples} (values of the day), {@code completeness} (share of its 96 quarter hours that have
 * one), {@code verified} (share of the values that were measured rather than interpolated), {@code kwh} (their sum).
 */
public final class DailyQuality implements SeriesFunction {
    private static final int QUARTERS_PER_DAY = 96;
    private static final int SECONDS_PER_QUARTER = 900;

    @Override
    public void map(SeriesPoint point, Consumer<GroupKey> groups) {
        groups.accept(GroupKey.of(point.device(), TimePeriod.utcDay(point.at())));
    }

    @Override
    public void reduce(GroupKey group, Iterator<SeriesPoint> points, Consumer<ResultRow> results) {
        ExactSum energy = new ExactSum();
        long samples = 0;
        long verified = 0;
        long quarters = 0;
        long lastQuarter = Long.MIN_VALUE;
        while (points.hasNext()) {
            SeriesPoint point = points.next();
            energy.add(point.number());
            samples++;
            verified += point.verified() ? 1 : 0;
            long quarter = Math.floorDiv(point.at().getEpochSecond(), SECONDS_PER_QUARTER);
            quarters += quarter == lastQuarter ? 0 : 1;
            lastQuarter = quarter;
        }
        results.accept(ResultRow.with("device_id", group.device())
                .with("date", group.period().start())
                .with("samples", samples)
                .with("completeness", (double) quarters / QUARTERS_PER_DAY)
                .with("verified", (double) verified / samples)
                .with("kwh", energy.value())
                .row());
    }
}
