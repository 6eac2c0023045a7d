package eu.flexcoop.middleware.openadr.vtn.internal.push;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts pushes by what became of them. Thread-safe. */
final class PushMetrics {
    /** What became of a push. */
    enum Outcome {
        /** The VEN has answered it. */
        DELIVERED,
        /** The VEN has answered with an error of OpenADR; the message is sent again later. */
        REFUSED,
        /** The VEN could not be reached, or its answer is none of OpenADR. */
        FAILED
    }

    private final Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);

    PushMetrics(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder("flexcoop.vtn.pushes")
                            .description("Messages that were sent to VENs which do not poll")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    void count(Outcome outcome) {
        counters.get(outcome).increment();
    }
}
