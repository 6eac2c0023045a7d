package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Clock;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.JaxrsEndpoint;
import eu.flexcoop.middleware.http.api.Listener;
import eu.flexcoop.middleware.security.api.CertificateIdentity;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;
import eu.flexcoop.middleware.telemetry.api.SampleIntake;

/** Offers the VTN on the boxes' listener; puts its services together. */
@Component(service = JaxrsEndpoint.class, configurationPid = "eu.flexcoop.middleware.openadr")
@Designate(ocd = VtnEndpoint.Config.class)
public final class VtnEndpoint implements JaxrsEndpoint {
    /** How the VTN behaves. */
    @ObjectClassDefinition(name = "Flexcoop OpenADR VTN")
    public @interface Config {
        @AttributeDefinition(
                description = "vtnID; needs an upper-case letter, or openleadr's VEN opts out of everything")
        String vtnId() default "FLEXCOOP";

        @AttributeDefinition(description = "How often boxes shall poll, ISO-8601")
        String pollFrequency() default "PT10S";

        @AttributeDefinition(
                description = "For development: boxes without certificate are known by venID or oadrVenName. Never in"
                        + " production")
        boolean allowWithoutCertificate() default false;

        @AttributeDefinition(description = "Aggregator of boxes without certificate")
        String developmentAggregator() default "flexcoop.example";

        @AttributeDefinition(description = "Takes reports with reportRequestID 0, as the boxes in the field send them")
        boolean acceptUnsolicitedReports() default true;

        @AttributeDefinition(
                description =
                        "Distance of the samples that boxes are asked for, ISO-8601; moved into what a box can do")
        String reportGranularity() default "PT1M";

        @AttributeDefinition(description = "How often boxes shall send their samples, ISO-8601")
        String reportBack() default "PT1M";

        @AttributeDefinition(description = "Time zone of date-times that say none")
        String zone() default "UTC";

        @AttributeDefinition(description = "Longest message in bytes; longer ones are answered with 413")
        long maxBodyBytes() default 8_388_608;
    }

    private final VtnResource resource;

    @Activate
    public VtnEndpoint(
            @Reference StoredVenRegistry vens,
            @Reference VenPresence presence,
            @Reference StoredVenOutbox outbox,
            @Reference EventDeliveries deliveries,
            @Reference StoredOpts opts,
            @Reference StoredSubscriptions subscriptions,
            @Reference DeviceDirectory devices,
            @Reference SampleIntake intake,
            @Reference CertificateIdentity identity,
            @Reference MeterRegistry meters,
            Config config) {
        VtnSettings settings = VtnSettings.of(config);
        Clock clock = Clock.systemUTC();
        VenAccess access = new VenAccess(vens, presence, clock);
        VtnMetrics metrics = new VtnMetrics(meters);
        EventService events = new EventService(deliveries, opts, outbox, access, settings, clock);
        ReportService reports =
                new ReportService(outbox, subscriptions, devices, intake, access, metrics, settings, clock);
        VtnDispatcher dispatcher = new VtnDispatcher(
                new RegisterPartyService(vens, outbox, subscriptions, deliveries, access, settings, clock),
                events,
                reports,
                new OptService(opts, deliveries, access),
                new PollService(outbox, events, reports, access, metrics),
                metrics,
                settings);
        resource = new VtnResource(dispatcher, identity, settings.allowWithoutCertificate());
    }

    @Override
    public String address() {
        return "/OpenADR2/Simple/2.0b";
    }

    @Override
    public List<Object> resources() {
        return List.of(resource);
    }

    @Override
    public Listener listener() {
        return Listener.VTN;
    }

    @Override
    public Access access() {
        return Access.OPEN;
    }
}
