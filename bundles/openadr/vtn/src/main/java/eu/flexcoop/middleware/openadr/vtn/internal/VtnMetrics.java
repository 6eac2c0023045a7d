package eu.flexcoop.middleware.openadr.vtn.internal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What the VTN counts. Meters are looked up once, not per request. */
public final class VtnMetrics {
    private final Counter idlePolls;
    private final Counter busyPolls;
    private final Counter reports;
    private final Counter samples;
    private final Counter refusals;

    public VtnMetrics(MeterRegistry registry) {
        idlePolls = polls(registry, "nothing");
        busyPolls = polls(registry, "message");
        reports = Counter.builder("flexcoop.vtn.reports")
                .description("Reports that were stored and acknowledged")
                .register(registry);
        samples = Counter.builder("flexcoop.vtn.samples")
                .description("Samples that were stored and acknowledged")
                .register(registry);
        refusals = Counter.builder("flexcoop.vtn.refusals")
                .description("Messages answered with an error code of OpenADR")
                .register(registry);
    }

    private static Counter polls(MeterRegistry registry, String answer) {
        return Counter.builder("flexcoop.vtn.polls")
                .description("Polls of VENs")
                .tag("answer", answer)
                .register(registry);
    }

    public void poll(boolean message) {
        (message ? busyPolls : idlePolls).increment();
    }

    public void reported(int newReports, int newSamples) {
        reports.increment(newReports);
        samples.increment(newSamples);
    }

    public void refused() {
        refusals.increment();
    }
}
