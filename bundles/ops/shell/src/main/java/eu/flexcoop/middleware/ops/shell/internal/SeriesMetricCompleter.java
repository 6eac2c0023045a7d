package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

import eu.flexcoop.middleware.telemetry.api.Metric;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.QuarterHourField;

/** Completes the metrics that the long-term store has of known fields. */
@Service
public class SeriesMetricCompleter implements Completer {
    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        StringsCompleter completer = new StringsCompleter();
        MetricCatalogue.all().stream()
                .map(Metric::field)
                .filter(QuarterHourField::longTerm)
                .forEach(field -> completer.getStrings().add(field.name()));
        return completer.complete(session, line, candidates);
    }
}
