package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.ReportOrder;
import eu.flexcoop.middleware.openadr.api.ReportSubscription;
import eu.flexcoop.middleware.openadr.api.ReportSubscription.Kind;
import eu.flexcoop.middleware.openadr.api.VenReports;

/** Requests a report of a VEN. */
@Service
@Command(
        scope = "vtn",
        name = "report-request",
        description = "Requests a report of a VEN: once, periodic, on-change, history, or metadata for what it offers")
public class ReportRequestCommand extends OperatorCommand {
    @Argument(index = 0, name = "ven", description = "VEN id", required = true)
    @Completion(VenIdCompleter.class)
    String ven;

    @Argument(index = 1, name = "report", description = "Report specifier that the VEN offers; not for metadata")
    @Completion(ReportSpecifierCompleter.class)
    String specifier;

    @Option(name = "--kind", description = "once, periodic, on-change, history or metadata")
    @Completion(ReportKindCompleter.class)
    String kind = "once";

    @Option(name = "--rid", description = "Data point; may be repeated, all if not given", multiValued = true)
    List<String> rIds = List.of();

    @Option(name = "--granularity", description = "Distance of the samples, ISO-8601")
    String granularity;

    @Option(name = "--every", description = "How often they are sent, ISO-8601")
    String every;

    @Option(name = "--start", description = "Start of the wanted time, UTC, for example 2026-12-01T18:00:00Z")
    String start;

    @Option(name = "--duration", description = "Length of the wanted time, ISO-8601; without it until cancelled")
    String duration;

    static String text(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    void run() {
        ReportSubscription requested = service(VenReports.class).request(operator(), order());
        say("Report %s is requested, %s, see vtn:report-list --ven %s"
                .formatted(requested.reportRequestId(), text(requested.kind()), requested.ven()));
    }

    private ReportOrder order() {
        Kind wanted = Arrays.stream(Kind.values())
                .filter(each -> text(each).equals(kind))
                .findFirst()
                .orElseThrow(() -> new CommandFailedException("'%s' cannot be requested, choose of %s"
                        .formatted(
                                kind,
                                Arrays.stream(Kind.values())
                                        .map(ReportRequestCommand::text)
                                        .toList())));
        if (wanted == Kind.METADATA) {
            return ReportOrder.metadata(new VenId(ven));
        }
        if (specifier == null) {
            throw new CommandFailedException("Say which report, GET /1/report_offer shows what VENs offer");
        }
        try {
            return new ReportOrder(
                    new VenId(ven),
                    wanted,
                    specifier,
                    rIds,
                    Optional.ofNullable(granularity).map(Duration::parse),
                    Optional.ofNullable(every).map(Duration::parse),
                    Optional.ofNullable(start).map(Instant::parse),
                    Optional.ofNullable(duration).map(Duration::parse));
        } catch (DateTimeParseException e) {
            throw new CommandFailedException(
                    "'%s' is not a time: write --start 2026-12-01T18:00:00Z and --duration PT1H"
                            .formatted(e.getParsedString()));
        }
    }
}
