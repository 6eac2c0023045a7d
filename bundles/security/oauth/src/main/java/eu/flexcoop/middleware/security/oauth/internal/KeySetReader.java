package eu.flexcoop.middleware.security.oauth.internal;

import java.io.IOException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetParseException;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.ResourceRetriever;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a JSON Web Key Set key by key and skips keys that Nimbus cannot read, as RFC 7517 section 5 asks for. Nimbus's own source
 * refuses the whole set for one key of an unknown curve, so that an issuer could add a key and have all its tokens refused. A
 * skipped key is logged when it appears. Thread-safe.
 */
final class KeySetReader implements JWKSetSource<SecurityContext> {
    private static final Logger LOG = LoggerFactory.getLogger(KeySetReader.class);

    private final KeySetLocation location;
    private final ResourceRetriever retriever;
    private volatile Set<String> skipped = Set.of();

    KeySetReader(KeySetLocation location, ResourceRetriever retriever) {
        this.location = location;
        this.retriever = retriever;
    }

    /** @throws JWKSetUnavailableException if the set cannot be fetched or is not a key set at all */
    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator refresh, long now, SecurityContext context)
            throws JWKSetUnavailableException {
        String text;
        try {
            text = retriever.retrieveResource(location.find()).getContent();
        } catch (IOException e) {
            throw new JWKSetRetrievalException("No key set could be fetched from " + location, e);
        }
        try {
            Map<String, Object>[] keys = JSONObjectUtils.getJSONObjectArray(JSONObjectUtils.parse(text), "keys");
            if (keys == null) {
                throw new ParseException("member 'keys' is missing", 0);
            }
            return new JWKSet(readable(keys));
        } catch (ParseException e) {
            throw new JWKSetParseException("There is no key set at " + location, e);
        }
    }

    private List<JWK> readable(Map<String, Object>[] keys) {
        List<JWK> readable = new ArrayList<>(keys.length);
        Set<String> unreadable = new HashSet<>();
        for (Map<String, Object> key : keys) {
            try {
                readable.add(JWK.parse(key));
            } catch (ParseException | RuntimeException e) { // Nimbus throws both for values that it does not expect
                String id = String.valueOf(key.get("kid"));
                unreadable.add(id);
                if (!skipped.contains(id)) {
                    LOG.warn("Key '{}' of {} cannot be read and is skipped: {}", id, location, e.getMessage());
                }
            }
        }
        skipped = Set.copyOf(unreadable);
        return readable;
    }

    @Override
    public void close() {
        // nothing is kept open between two reads
    }
}
