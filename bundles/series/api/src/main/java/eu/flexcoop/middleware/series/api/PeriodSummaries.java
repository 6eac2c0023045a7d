package eu.flexcoop.middleware.series.api;

import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Sums up points in order of time, period by period; one period is in memory. Text and bytes are left out. For one thread. */
final class PeriodSummaries implements Consumer<SeriesPoint> {
    private final UnaryOperator<Instant> periodStart;
    private final UnaryOperator<Instant> nextStart;
    private final Consumer<PeriodSummary> consumer;

    private Instant start;
    private Instant end = Instant.MIN;
    private long count;
    private long verified;
    private double sum;
    /** What the sum has lost to rounding (Kahan). */
    private double lost;

    private double minimum;
    private double maximum;
    private double first;
    private double last;

    PeriodSummaries(
            UnaryOperator<Instant> periodStart, UnaryOperator<Instant> nextStart, Consumer<PeriodSummary> consumer) {
        this.periodStart = periodStart;
        this.nextStart = nextStart;
        this.consumer = consumer;
    }

    @Override
    public void accept(SeriesPoint point) {
        if (point.value() instanceof SeriesValue.Text || point.value() instanceof SeriesValue.Binary) {
            return;
        }
        if (!point.at().isBefore(end)) {
            finish();
            start = periodStart.apply(point.at());
            end = nextStart.apply(start);
        }
        add(point.number(), point.verified());
    }

    private void add(double number, boolean isVerified) {
        if (count == 0) {
            first = number;
            minimum = number;
            maximum = number;
        }
        double corrected = number - lost;
        double larger = sum + corrected;
        lost = larger - sum - corrected;
        sum = larger;
        minimum = Math.min(minimum, number);
        maximum = Math.max(maximum, number);
        last = number;
        count++;
        verified += isVerified ? 1 : 0;
    }

    /** After the last point. */
    void finish() {
        if (count > 0) {
            consumer.accept(new PeriodSummary(start, count, verified, sum, minimum, maximum, first, last));
        }
        count = 0;
        verified = 0;
        sum = 0;
        lost = 0;
    }
}
