package eu.flexcoop.middleware.security.oauth.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.Date;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.DuplicateKeyException;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.security.api.InvalidTokenException;

/**
 * The issuers of accounts in collection {@code account_issuer}, one document per account: {@code _id} is the account and
 * {@code issuer} the {@code iss} that it belongs to. The unique key decides between nodes that see an account at the same time.
 */
@Component(service = AccountIssuers.class, configurationPid = OauthConfig.PID)
public final class StoredAccountIssuers implements AccountIssuers {
    private static final Logger LOG = LoggerFactory.getLogger(StoredAccountIssuers.class);

    static final String ISSUER = "issuer";

    private final MongoCollection<Document> accounts;
    private final Cache<String, String> known;
    private final Cache<String, String> warned;
    private final Clock clock = Clock.systemUTC();

    @Activate
    public StoredAccountIssuers(@Reference MongoCollections mongo, OauthConfig config) {
        this(mongo.open("account_issuer", Retention.never()), config.cacheSize(), Duration.parse(config.cacheFor()));
    }

    StoredAccountIssuers(MongoCollection<Document> accounts, int cacheSize, Duration cacheFor) {
        this.accounts = accounts;
        this.known = Caffeine.newBuilder()
                .maximumSize(cacheSize)
                .expireAfterWrite(cacheFor)
                .build();
        this.warned = Caffeine.newBuilder().maximumSize(cacheSize).build();
    }

    @Override
    public void require(AccountId account, TrustedIssuer issuer) {
        if (issuer.url().equals(known.getIfPresent(account.value()))) {
            return;
        }
        String bound = MongoCalls.call("look up the issuer of an account", () -> bound(account.value(), issuer));
        if (!bound.equals(issuer.url())) {
            warn(account, issuer.url(), bound);
            throw new InvalidTokenException("Issuer %s may not speak for account '%s', which belongs to another issuer"
                    .formatted(issuer.url(), account));
        }
        known.put(account.value(), bound);
    }

    /** Once per account, or one client could fill the log. */
    private void warn(AccountId account, String issuer, String bound) {
        String attempt = issuer + ' ' + account;
        if (warned.asMap().putIfAbsent(attempt, bound) == null) {
            LOG.warn("Issuer {} names account '{}', which belongs to issuer {}", issuer, account, bound);
        }
    }

    private String bound(String account, TrustedIssuer issuer) {
        Document found = accounts.find(Filters.eq("_id", account)).first();
        if (found == null) {
            if (isInserted(account, issuer.url())) {
                return issuer.url();
            }
            found = accounts.find(Filters.eq("_id", account)).first();
        }
        // deleted by an operator in between: nobody's, and the next token decides
        String bound = found == null ? "" : found.getString(ISSUER);
        return issuer.formerIssuers().contains(bound) && isMoved(account, bound, issuer.url()) ? issuer.url() : bound;
    }

    private boolean isInserted(String account, String issuer) {
        Date now = Date.from(clock.instant());
        Document document = new Document("_id", account)
                .append(ISSUER, issuer)
                .append(DocumentFields.CREATED, now)
                .append(DocumentFields.UPDATED, now);
        try {
            MongoCalls.run("record the issuer of an account", () -> accounts.insertOne(document));
            return true;
        } catch (DuplicateKeyException e) { // another thread or node was first
            return false;
        }
    }

    private boolean isMoved(String account, String from, String to) {
        boolean moved = accounts.updateOne(
                                Filters.and(Filters.eq("_id", account), Filters.eq(ISSUER, from)),
                                Updates.combine(
                                        Updates.set(ISSUER, to),
                                        Updates.set(DocumentFields.UPDATED, Date.from(clock.instant()))))
                        .getModifiedCount()
                == 1;
        if (moved) {
            LOG.info("Account '{}' of issuer {} is now one of issuer {}", account, from, to);
        }
        return moved;
    }
}
