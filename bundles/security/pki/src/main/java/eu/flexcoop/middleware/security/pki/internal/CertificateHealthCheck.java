package eu.flexcoop.middleware.security.pki.internal;

import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.security.api.ListenerKeys;

/** Warns of certificates that end soon: those of the TLS listeners, and the last ones of accounts whose boxes have not renewed them. */
@Component(
        service = HealthCheck.class,
        configurationPid = PkiConfig.PID,
        property = {HealthCheck.NAME + "=security.certificates", HealthCheck.TAGS + "=security"})
public final class CertificateHealthCheck implements HealthCheck {
    /** The check runs every few seconds, and the register may be large. */
    private static final Duration REGISTER_EVERY = Duration.ofMinutes(10);

    private static final int SHOWN = 5;

    private final ListenerKeys keys;
    private final Duration warnBefore;
    private final Clock clock;
    private final LoadingCache<Duration, SortedSet<String>> expiring;

    @Activate
    public CertificateHealthCheck(
            @Reference ListenerKeys keys, @Reference MongoCertificates register, PkiConfig config) {
        this(keys, register, Duration.parse(config.warnBefore()), Clock.systemUTC());
    }

    CertificateHealthCheck(ListenerKeys keys, MongoCertificates register, Duration warnBefore, Clock clock) {
        this.keys = keys;
        this.warnBefore = warnBefore;
        this.clock = clock;
        this.expiring = Caffeine.newBuilder().expireAfterWrite(REGISTER_EVERY).build(register::expiring);
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        try {
            checkServers(log);
            checkBoxes(log);
        } catch (KeyStoreException e) {
            log.critical("The keys of the TLS listeners cannot be read: {}", e.getMessage());
        } catch (UnavailableException e) {
            log.temporarilyUnavailable("{}. {}", e.getMessage(), e.advice());
        }
        return new Result(log);
    }

    private void checkServers(FormattingResultLog log) throws KeyStoreException {
        Instant now = clock.instant();
        KeyStore servers = keys.keyStore();
        for (String alias : Collections.list(servers.aliases())) {
            if (servers.getCertificate(alias) instanceof X509Certificate certificate) {
                Instant end = certificate.getNotAfter().toInstant();
                if (end.isBefore(now)) {
                    log.critical(
                            "The server certificate '{}' has ended at {}. Restart the node or replace the file",
                            alias,
                            end);
                } else if (end.isBefore(now.plus(warnBefore))) {
                    log.warn(
                            "The server certificate '{}' ends at {}. Restart the node or replace the file", alias, end);
                }
            }
        }
    }

    private void checkBoxes(FormattingResultLog log) {
        SortedSet<String> accounts = expiring.get(warnBefore);
        if (accounts.isEmpty()) {
            log.info("No account is left without a certificate within {}", warnBefore);
            return;
        }
        log.warn(
                "The last certificates of {} accounts end within {}, their boxes have not renewed them: {}{}. pki:list shows them",
                accounts.size(),
                warnBefore,
                String.join(", ", accounts.stream().limit(SHOWN).toList()),
                accounts.size() > SHOWN ? ", ..." : "");
    }
}
