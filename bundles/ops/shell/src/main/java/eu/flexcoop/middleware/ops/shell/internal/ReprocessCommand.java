package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.telemetry.api.Reprocessing;

/** Has documents computed anew from the stored samples and shows how far that is. */
@Service
@Command(
        scope = "telemetry",
        name = "reprocess",
        description = "Computes 15-minute documents of devices anew from the stored samples, on all nodes")
public class ReprocessCommand extends OperatorCommand {
    @Option(name = "--device", description = "Id of a device; may be repeated", required = true, multiValued = true)
    @Completion(DeviceIdCompleter.class)
    List<String> devices;

    @Option(
            name = "--from",
            description = "First instant, for example 2026-11-27T10:00:00Z, or a day of UTC",
            required = true)
    String from;

    @Option(
            name = "--to",
            description = "End, exclusive, in the same form; the end of a day is the next day",
            required = true)
    String to;

    @Option(name = "--no-wait", description = "Only mark them; telemetry.pending in /health shows what waits")
    boolean noWait;

    @Option(name = "--timeout", description = "How long to wait at most, seconds")
    int timeoutSeconds = 600;

    @Option(name = "--every", description = "Time between two lines of progress, milliseconds")
    long everyMillis = 1_000;

    @Override
    void run() throws InterruptedException {
        Instant start = TimeArgument.instant("--from", from);
        Instant end = TimeArgument.instant("--to", to);
        if (!start.isBefore(end)) {
            throw new CommandFailedException("--from %s is not before --to %s".formatted(from, to));
        }
        Reprocessing reprocessing = service(Reprocessing.class);
        List<DeviceId> ids = devices.stream().map(DeviceId::new).distinct().toList();
        long marked = 0;
        for (DeviceId device : ids) {
            long hours = reprocessing.mark(device, start, end);
            if (hours == 0) {
                say("Device %s has no stored samples from %s to %s".formatted(device, start, end));
            }
            marked += hours;
        }
        say("%d hours with samples are marked".formatted(marked));
        if (!noWait && marked > 0) {
            await(reprocessing, ids, start, end, marked);
        }
    }

    private void await(Reprocessing reprocessing, List<DeviceId> ids, Instant start, Instant end, long marked)
            throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeoutSeconds);
        long before = -1;
        while (true) {
            long pending = 0;
            for (DeviceId device : ids) {
                pending += reprocessing.pending(device, start, end);
            }
            if (pending == 0) {
                say("All %d hours are computed".formatted(marked));
                return;
            }
            if (pending != before) {
                say("%d of %d hours are computed".formatted(Math.max(0, marked - pending), marked));
                before = pending;
            }
            if (System.nanoTime() > deadline) {
                throw new CommandFailedException(
                        "%d hours still wait after %d s; they are computed later, see telemetry.pending in /health and route:list"
                                .formatted(pending, timeoutSeconds));
            }
            TimeUnit.MILLISECONDS.sleep(everyMillis);
        }
    }
}
