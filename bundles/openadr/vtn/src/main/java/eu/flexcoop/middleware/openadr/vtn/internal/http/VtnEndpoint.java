package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;

import io.micrometer.core.instrument.MeterRegistry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.http.api.Listener;
import eu.flexcoop.middleware.openadr.vtn.internal.VtnSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.OptHistory;
import eu.flexcoop.middleware.openadr.vtn.internal.answers.StandingOpts;
import eu.flexcoop.middleware.openadr.vtn.internal.events.EventDeliveries;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.push.PushClient;
import eu.flexcoop.middleware.openadr.vtn.internal.push.PushSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.push.Pusher;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.ReportStores;
import eu.flexcoop.middleware.openadr.vtn.internal.signature.VenSignatures;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.RegistrationPolicy;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenCandidates;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenPresence;
import eu.flexcoop.middleware.security.api.CertificateIdentity;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;
import eu.flexcoop.middleware.telemetry.api.SampleIntake;

/** Offers the VTN on the VENs' listener; puts its services together. */
@Component(service = HttpEndpoint.class, configurationPid = "eu.flexcoop.middleware.openadr")
@Designate(ocd = VtnEndpoint.Config.class)
public final class VtnEndpoint implements HttpEndpoint {
    /** How the VTN behaves. */
    @ObjectClassDefinition(name = "Flexcoop OpenADR VTN")
    public @interface Config {
        @Accepts(Form.NAME)
        @AttributeDefinition(
                description = "vtnID; needs an upper-case letter, or openleadr's VEN opts out of everything")
        String vtnId() default "FLEXCOOP";

        @AttributeDefinition(description = "How often VENs poll, ISO-8601")
        String pollFrequency() default "PT10S";

        @AttributeDefinition(
                description = "For development: VENs without certificate are known by venID or oadrVenName. Never in"
                        + " production")
        boolean allowWithoutCertificate() default false;

        @Accepts(Form.NAME)
        @AttributeDefinition(description = "Aggregator of VENs without certificate")
        String developmentAggregator() default "flexcoop.example";

        @AttributeDefinition(description = "Takes reports with reportRequestID 0, as the VENs in the field send them")
        boolean acceptUnsolicitedReports() default true;

        @Accepts(Form.ZONE)
        @AttributeDefinition(description = "Time zone of date-times that say none")
        String zone() default "UTC";

        @AttributeDefinition(min = "1", description = "Longest message in bytes; longer ones are answered with 413")
        long maxBodyBytes() default 8_388_608;
    }

    private final VtnHandler handler;
    private final long maxBodyBytes;
    private final Pusher pusher;

    @Activate
    public VtnEndpoint(
            @Reference StoredVenRegistry vens,
            @Reference VenPresence presence,
            @Reference StoredVenOutbox outbox,
            @Reference EventDeliveries deliveries,
            @Reference StandingOpts opts,
            @Reference OptHistory history,
            @Reference ReportStores reports,
            @Reference VenCandidates candidates,
            @Reference RegistrationPolicy policy,
            @Reference DeviceDirectory devices,
            @Reference SampleIntake intake,
            @Reference VenSignatures signatures,
            @Reference PushSettings pushSettings,
            @Reference PushClient pushClient,
            @Reference CertificateIdentity identity,
            @Reference MeterRegistry meters,
            Config config) {
        VtnSettings settings = settings(config);
        VtnServices services = new VtnServices(
                new VtnServices.Stores(vens, presence, outbox, deliveries, opts, history, reports, candidates),
                devices,
                intake,
                signatures,
                meters,
                settings,
                policy,
                pushSettings.addresses(),
                Clock.systemUTC());
        CodecWarmUp.run();
        handler = new VtnHandler(
                services.dispatcher(), services.messages(), identity, settings.allowWithoutCertificate());
        maxBodyBytes = settings.maxBodyBytes();
        pusher = services.newPusher(pushClient, pushSettings);
        pusher.start();
    }

    @Deactivate
    public void close() {
        pusher.close();
    }

    private static VtnSettings settings(Config config) {
        return new VtnSettings(
                config.vtnId(),
                Duration.parse(config.pollFrequency()),
                config.allowWithoutCertificate(),
                new AggregatorId(config.developmentAggregator()),
                config.acceptUnsolicitedReports(),
                ZoneId.of(config.zone()),
                config.maxBodyBytes());
    }

    @Override
    public String address() {
        return VtnSettings.PATH;
    }

    @Override
    public long maxBodyBytes() {
        return maxBodyBytes;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        handler.handle(exchange);
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
