package eu.flexcoop.middleware.ops.shell.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.series.api.SeriesPoint;

/** Prints the latest values of a series in the long-term store. */
@Service
@Command(
        scope = "series",
        name = "scan",
        description = "Shows the values of a series in the long-term store, the latest of a period")
public class SeriesScanCommand extends SeriesCommand {
    @Option(name = "--limit", description = "Most values that are shown (default: 100)")
    int limit = 100;

    @Override
    void run() {
        if (limit < 1) {
            throw new CommandFailedException("--limit is at least 1");
        }
        Deque<SeriesPoint> latest = new ArrayDeque<>();
        long[] all = new long[1];
        read(point -> {
            all[0]++;
            latest.add(point);
            if (latest.size() > limit) {
                latest.remove();
            }
        });
        print(
                "There is no value of %s of device %s in the period".formatted(metric, device),
                List.of("At (UTC)", "Value", "Verified"),
                latest.stream().map(point -> row(point.at(), text(point.value()), point.verified() ? "yes" : "no")));
        if (all[0] > limit && compact()) {
            say("The latest %d of %d values; --limit shows more, series:export writes all".formatted(limit, all[0]));
        }
    }
}
