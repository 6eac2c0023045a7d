package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Instant;
import java.util.function.Consumer;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.series.api.SeriesValue;

/** A command about one series of the long-term store. */
abstract class SeriesCommand extends ListCommand {
    @Argument(index = 0, name = "device", description = "Id of the device", required = true)
    @Completion(DeviceIdCompleter.class)
    String device;

    @Argument(
            index = 1,
            name = "metric",
            description = "Field of the 15-minute documents, for example kwh",
            required = true)
    @Completion(SeriesMetricCompleter.class)
    String metric;

    @Option(
            name = "--from",
            description = "First instant, for example 2026-11-27T10:00:00Z, or a day of UTC (default: 1970)")
    String from = "1970-01-01";

    @Option(name = "--to", description = "End, exclusive, in the same form (default: now)")
    String to;

    /** Passes the points of the series to the consumer, in order of time. */
    final void read(Consumer<SeriesPoint> consumer) {
        Instant start = TimeArgument.instant("--from", from);
        Instant end = to == null ? Instant.now() : TimeArgument.instant("--to", to);
        if (!start.isBefore(end)) {
            throw new CommandFailedException("--from %s is not before --to %s".formatted(start, end));
        }
        service(SeriesStore.class).range(new DeviceId(device), metric, start, end, consumer);
    }

    static String text(SeriesValue value) {
        if (value instanceof SeriesValue.Text text) {
            return text.value();
        }
        return value instanceof SeriesValue.Binary bytes ? bytes.toString() : Double.toString(value.number());
    }
}
