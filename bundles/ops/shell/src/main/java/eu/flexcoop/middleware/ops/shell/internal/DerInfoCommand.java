package eu.flexcoop.middleware.ops.shell.internal;

import java.util.TreeSet;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.der.api.Der;
import eu.flexcoop.middleware.der.api.DerRegistry;
import eu.flexcoop.middleware.der.api.DerType;

/** Shows all that is known of one DER. */
@Service
@Command(
        scope = "der",
        name = "info",
        description = "Shows a DER: what it is, what it can do, and the points that measure and steer it")
public class DerInfoCommand extends OperatorCommand {
    private static final String UNKNOWN = "unknown";

    @Argument(name = "der", description = "As der:list shows it", required = true)
    @Completion(DerIdCompleter.class)
    String id;

    @Override
    void run() {
        Der der = service(DerRegistry.class)
                .find(operator(), new DeviceId(id))
                .orElseThrow(() -> new CommandFailedException("DER '%s' is unknown, see der:list".formatted(id)));
        line("DER", der.id());
        line("Name", der.name());
        line("Kind", der.kind().key());
        line("Type", der.type().map(DerType::key).orElse(UNKNOWN));
        line("Class", der.deviceClass());
        line("VEN", der.owner().ven());
        line("Account", der.owner().account());
        line("Aggregator", der.owner().aggregator());
        line("Capacity", der.rating().maxCapacityW().map(DerInfoCommand::watts).orElse(UNKNOWN));
        der.rating().availableCapacityW().ifPresent(available -> line("Available", watts(available)));
        der.rating().phases().ifPresent(phases -> line("Phases", phases));
        der.flexibility().ifPresent(this::describe);
        line("Spaces", String.join(", ", der.place().spaces()));
        der.place()
                .position()
                .ifPresent(position ->
                        line("Position", "%s, %s (lat, lon)".formatted(position.latitude(), position.longitude())));
        describe(der.availability());
        line("Measured by", der.measuredBy().size());
        der.measuredBy()
                .forEach(point -> line(
                        "",
                        "%s as %s %s"
                                .formatted(point.rid(), point.metric(), point.unit())
                                .stripTrailing()));
        line("Steered by", der.steeredBy().size());
        der.steeredBy().forEach(point -> line("", "%s sets %s".formatted(point.rid(), point.item())));
        line("Corrected", der.corrected().isEmpty() ? "nothing" : String.join(", ", new TreeSet<>(der.corrected())));
        line("Updated", der.updatedAt());
        der.retiredAt().ifPresent(at -> line("Retired", at + ", its box does not report it any more"));
    }

    private void describe(Der.Flexibility flexibility) {
        line(
                "Flexibility",
                "%s up, %s down, for %s"
                        .formatted(
                                flexibility.upW().map(DerInfoCommand::watts).orElse(UNKNOWN),
                                flexibility.downW().map(DerInfoCommand::watts).orElse(UNKNOWN),
                                flexibility.maxDuration().map(Object::toString).orElse(UNKNOWN)));
    }

    private void describe(Der.Availability availability) {
        line("Takes part", availability.general().isEmpty() ? UNKNOWN : availability.general());
        availability.demandResponse().ifPresent(said -> line("", "demand response: " + said));
        availability.marketplace().ifPresent(said -> line("", "marketplace: " + said));
    }

    private static String watts(double power) {
        return power + " W";
    }

    private void line(String label, Object value) {
        say("%-12s %s".formatted(label, value).stripTrailing());
    }
}
