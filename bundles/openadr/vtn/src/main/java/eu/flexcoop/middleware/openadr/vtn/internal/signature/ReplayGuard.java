package eu.flexcoop.middleware.openadr.vtn.internal.signature;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.bson.types.Binary;

import eu.flexcoop.middleware.mongo.api.DuplicateKeyException;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.codec.signature.BadSignatureException;
import eu.flexcoop.middleware.openadr.codec.signature.VerifiedMessage;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/**
 * Accepts each signed message once, on all nodes of the middleware and across restarts: {@code ven_nonce} holds what was accepted for as
 * long as its time would be. A VEN can only add documents of its own, a hundred bytes per message that it signs. Thread-safe.
 */
final class ReplayGuard {
    static final String COLLECTION = "ven_nonce";

    private static final String EXPIRES = "expires_at";
    /** Nodes whose clocks differ by less agree on what is too old. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

    private final MongoCollection<Document> nonces;
    private final Duration window;
    private final Clock clock;

    ReplayGuard(MongoCollections mongo, Duration window, Clock clock) {
        nonces = mongo.open(COLLECTION, Retention.of(EXPIRES, Duration.ZERO));
        this.window = window;
        this.clock = clock;
    }

    /**
     * @throws BadSignatureException if it is too old, from the future, or was accepted before
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if the database does not answer: it is not accepted then
     */
    void accept(VerifiedMessage message) {
        Duration age = Duration.between(message.timestamp(), clock.instant());
        if (age.abs().compareTo(window) > 0) {
            throw refused(
                    message,
                    "its dsp:timestamp %s is more than %s away from the VTN's clock, %s"
                            .formatted(message.timestamp(), window, clock.instant()));
        }
        Instant expires = message.timestamp().plus(window).plus(CLOCK_TOLERANCE);
        Document nonce = new Document("_id", key(message)).append(EXPIRES, Documents.date(expires));
        try {
            MongoCalls.run("remember a nonce", () -> nonces.insertOne(nonce));
        } catch (DuplicateKeyException e) {
            throw refused(message, "its dsp:timestamp and dsp:nonce were used before");
        }
    }

    /** By sender, so that none can use up the nonces of another. */
    private static Document key(VerifiedMessage message) {
        return new Document("sender", sha256(message.signer()))
                .append("timestamp", message.timestamp().toString())
                .append("nonce", message.nonce());
    }

    private static Binary sha256(X509Certificate certificate) {
        try {
            return new Binary(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The certificate of a verified message has no SHA-256", e);
        }
    }

    private static BadSignatureException refused(VerifiedMessage message, String why) {
        return new BadSignatureException("the signature does not count: " + why, message.payload(), null);
    }
}
