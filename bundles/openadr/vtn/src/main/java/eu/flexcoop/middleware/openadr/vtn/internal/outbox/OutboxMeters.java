package eu.flexcoop.middleware.openadr.vtn.internal.outbox;

import java.util.List;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Shows how much waits for VENs, from memory; the same on every node. */
@Component(service = OutboxMeters.class, immediate = true)
public final class OutboxMeters {
    private final MeterRegistry meters;
    private final List<Meter> gauges;

    @Activate
    public OutboxMeters(@Reference StoredVenOutbox outbox, @Reference MeterRegistry meters) {
        this.meters = meters;
        gauges = List.of(
                Gauge.builder("flexcoop.vtn.outbox.messages", outbox::count)
                        .description("Messages that wait for VENs or for their answers")
                        .register(meters),
                Gauge.builder("flexcoop.vtn.outbox.due", () -> outbox.longestDue()
                                .toSeconds())
                        .description("How long the message that has been due the longest has waited for its VEN")
                        .baseUnit("seconds")
                        .register(meters));
    }

    @Deactivate
    public void close() {
        gauges.forEach(meters::remove);
    }
}
