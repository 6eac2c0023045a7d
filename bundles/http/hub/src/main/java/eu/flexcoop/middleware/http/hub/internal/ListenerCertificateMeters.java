package eu.flexcoop.middleware.http.hub.internal;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.security.api.ListenerKeys;

/** Shows for how long the certificates of the TLS listeners are valid; a key store that is replaced counts at once. */
@Component(service = ListenerCertificateMeters.class, immediate = true)
public final class ListenerCertificateMeters {
    private final ListenerKeys keys;
    private final MeterRegistry meters;
    private final Clock clock;
    private final Gauge gauge;

    @Activate
    public ListenerCertificateMeters(@Reference ListenerKeys keys, @Reference MeterRegistry meters) {
        this(keys, meters, Clock.systemUTC());
    }

    ListenerCertificateMeters(ListenerKeys keys, MeterRegistry meters, Clock clock) {
        this.keys = keys;
        this.meters = meters;
        this.clock = clock;
        this.gauge = Gauge.builder("flexcoop.http.certificate.remaining", this::seconds)
                .description("Time until the first certificate of the TLS listeners ends; negative if it has ended")
                .baseUnit("seconds")
                .register(meters);
    }

    /** Not a number where there is no certificate. */
    private double seconds() {
        try {
            KeyStore servers = keys.keyStore();
            double first = Double.POSITIVE_INFINITY;
            for (String alias : Collections.list(servers.aliases())) {
                if (servers.getCertificate(alias) instanceof X509Certificate certificate) {
                    Duration left = Duration.between(
                            clock.instant(), certificate.getNotAfter().toInstant());
                    first = Math.min(first, left.toSeconds());
                }
            }
            return Double.isInfinite(first) ? Double.NaN : first;
        } catch (KeyStoreException e) {
            return Double.NaN;
        }
    }

    @Deactivate
    public void close() {
        meters.remove(gauge);
    }
}
