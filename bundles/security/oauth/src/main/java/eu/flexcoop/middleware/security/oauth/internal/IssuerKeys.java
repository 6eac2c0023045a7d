package eu.flexcoop.middleware.security.oauth.internal;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.ResourceRetriever;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.UnavailableException;

/**
 * The public keys of one issuer, from a URL or a file. Nimbus caches them, fetches them again when they are old or a token
 * names a key that is not among them, limits the rate, so that bad tokens cannot make us flood the issuer, and keeps the last
 * ones while the issuer is away. Thread-safe.
 */
final class IssuerKeys {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
    private static final int MAX_BYTES = 1 << 20;
    /** NIST SP 800-131A. */
    private static final int MIN_RSA_BITS = 2048;

    private final KeySetLocation location;
    private final JWKSource<SecurityContext> source;
    private volatile boolean known;

    /**
     * @param location where the key set is
     * @param maxAge after which the keys are fetched again
     * @param minInterval in which at most two fetches happen
     * @param timeout of a fetch
     */
    IssuerKeys(KeySetLocation location, Duration maxAge, Duration minInterval, Duration timeout) {
        this.location = location;
        this.source = JWKSourceBuilder.create(new KeySetReader(location, retriever(timeout)))
                .cache(maxAge.toMillis(), timeout.toMillis())
                .refreshAheadCache(false)
                .rateLimited(minInterval.toMillis())
                .outageTolerantForever()
                .build();
    }

    /** Reads a bounded answer in bounded time and follows no redirects: they could lead to where the issuer is not. */
    static ResourceRetriever retriever(Duration timeout) {
        int millis = Math.toIntExact(timeout.toMillis());
        return new DefaultResourceRetriever(millis, millis, MAX_BYTES) {
            @Override
            protected HttpURLConnection openHTTPConnection(URL url) throws IOException {
                HttpURLConnection connection = super.openHTTPConnection(url);
                connection.setInstanceFollowRedirects(false);
                return connection;
            }
        };
    }

    /**
     * @param id null if the token does not name a key: then the only key is meant
     * @return empty if the issuer has no such key for signatures, or a weak one
     * @throws UnavailableException if the keys were never read
     */
    Optional<PublicKey> find(String id) {
        JWKMatcher.Builder wanted =
                new JWKMatcher.Builder().keyTypes(KeyType.RSA, KeyType.EC).keyUses(KeyUse.SIGNATURE, null);
        if (id != null) {
            wanted.keyID(id);
        }
        try {
            List<JWK> found = source.get(new JWKSelector(wanted.build()), null);
            known = true;
            return found.size() == 1
                    ? Optional.of(publicKey(found.get(0))).filter(IssuerKeys::isStrong)
                    : Optional.empty();
        } catch (KeySourceException e) {
            if (!known) {
                throw new UnavailableException("The keys of an issuer cannot be read from " + location, e);
            }
            // the limit of the rate is reached, or the issuer is away and a key is asked for that was not there before
            LOG.debug("The keys at {} cannot be read again now", location, e);
            return Optional.empty();
        } catch (JOSEException e) {
            LOG.warn("Key '{}' of {} cannot be used: {}", id, location, e.getMessage());
            return Optional.empty();
        }
    }

    private static PublicKey publicKey(JWK key) throws JOSEException {
        return ((AsymmetricJWK) key).toPublicKey();
    }

    private static boolean isStrong(PublicKey key) {
        return !(key instanceof RSAPublicKey rsa) || rsa.getModulus().bitLength() >= MIN_RSA_BITS;
    }
}
