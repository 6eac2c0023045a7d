package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.api.Ven;
import eu.flexcoop.middleware.openadr.api.VenRegistry;

/** Keeps virtual end nodes in {@code virtual_end_node}, the only truth about them for all nodes of the middleware. */
@Component(
        service = {VenRegistry.class, StoredVenRegistry.class},
        configurationPid = "eu.flexcoop.middleware.openadr.vens")
@Designate(ocd = StoredVenRegistry.Config.class)
public final class StoredVenRegistry implements VenRegistry {
    static final String COLLECTION = "virtual_end_node";

    /** How presence is kept. */
    @ObjectClassDefinition(name = "Flexcoop OpenADR virtual end nodes")
    public @interface Config {
        @AttributeDefinition(description = "How old the stored time of the last message may get, ISO-8601")
        String lastSeenResolution() default "PT1M";
    }

    private final MongoCollection<Document> vens;
    private final MongoCollection<Document> hints;
    private final Duration lastSeenResolution;

    @Activate
    public StoredVenRegistry(@Reference MongoCollections mongo, Config config) {
        this(mongo, Duration.parse(config.lastSeenResolution()));
    }

    StoredVenRegistry(MongoCollections mongo, Duration lastSeenResolution) {
        this.lastSeenResolution = lastSeenResolution;
        vens = mongo.open(
                COLLECTION,
                Retention.never(),
                new IndexModel(Indexes.ascending(Documents.VEN_ID), new IndexOptions().unique(true)),
                new IndexModel(
                        Indexes.ascending(VenEntry.FINGERPRINT),
                        new IndexOptions().unique(true).sparse(true)),
                new IndexModel(Indexes.ascending(VenEntry.REGISTRATION_ID, VenEntry.LAST_SEEN)),
                new IndexModel(Indexes.ascending(Documents.ACCOUNT_ID)),
                new IndexModel(Indexes.ascending(Documents.AGGREGATOR_ID)));
        // a lost hint costs one query more, so it need not wait for the journal
        hints = vens.withWriteConcern(WriteConcern.W1.withJournal(false));
    }

    @Override
    public Optional<Ven> find(VenId id) {
        return byId(id).filter(VenEntry::isRegistered).map(VenEntry::toVen);
    }

    @Override
    public List<Ven> list(Optional<VenId> after, int limit) {
        Bson registered = Filters.type(VenEntry.REGISTRATION_ID, "string");
        Bson filter = after.map(id -> Filters.and(registered, Filters.gt(Documents.VEN_ID, id.value())))
                .orElse(registered);
        return vens.find(filter)
                .sort(Sorts.ascending(Documents.VEN_ID))
                .limit(limit)
                .map(document -> VenEntry.of(document).toVen())
                .into(new ArrayList<>());
    }

    @Override
    public long count() {
        return vens.countDocuments(Filters.gte(VenEntry.REGISTRATION_ID, ""));
    }

    /** Registered ones that were seen after that time. */
    long countSeenSince(Instant time) {
        return vens.countDocuments(Filters.and(
                Filters.gte(VenEntry.REGISTRATION_ID, ""), Filters.gte(VenEntry.LAST_SEEN, Documents.date(time))));
    }

    Optional<VenEntry> byId(VenId id) {
        return Optional.ofNullable(
                        vens.find(Filters.eq(Documents.VEN_ID, id.value())).first())
                .map(VenEntry::of);
    }

    List<VenEntry> byIds(ClientSession session, List<String> ids) {
        return vens.find(session, Filters.in(Documents.VEN_ID, ids))
                .map(VenEntry::of)
                .into(new ArrayList<>());
    }

    Optional<VenEntry> byFingerprint(String fingerprint) {
        return Optional.ofNullable(
                        vens.find(Filters.eq(VenEntry.FINGERPRINT, fingerprint)).first())
                .map(VenEntry::of);
    }

    /** For development, where a box has no certificate: accounts are made from names then. */
    Optional<VenEntry> byAccountWithoutCertificate(AccountId account) {
        return Optional.ofNullable(vens.find(Filters.and(
                                Filters.eq(Documents.ACCOUNT_ID, account.value()),
                                Filters.exists(VenEntry.FINGERPRINT, false)))
                        .first())
                .map(VenEntry::of);
    }

    /** A box came back with a new certificate of the same account. */
    void rebind(VenId id, String fingerprint, Instant now) {
        vens.updateOne(
                Filters.eq(Documents.VEN_ID, id.value()),
                Updates.combine(
                        Updates.set(VenEntry.FINGERPRINT, fingerprint),
                        Updates.set(Documents.UPDATED, Documents.date(now))));
    }

    /** @param parameters of the registration that only the answer to REST shows */
    void save(ClientSession session, VenEntry ven, Document parameters, Instant now) {
        Document set = new Document(parameters)
                .append(VenEntry.REGISTRATION_ID, ven.registrationId().orElseThrow())
                .append(VenEntry.NAME, ven.name())
                .append(Documents.ACCOUNT_ID, ven.account().value())
                .append(Documents.AGGREGATOR_ID, ven.aggregator().value())
                .append(VenEntry.REPORT_ONLY, ven.reportOnly())
                .append(VenEntry.PULL, ven.pull())
                .append(VenEntry.REGISTERED_AT, Documents.date(now))
                .append(VenEntry.LAST_SEEN, Documents.date(now))
                .append(Documents.UPDATED, Documents.date(now));
        ven.fingerprint().ifPresent(fingerprint -> set.append(VenEntry.FINGERPRINT, fingerprint));
        vens.updateOne(
                session,
                Filters.eq(Documents.VEN_ID, ven.id().value()),
                new Document("$set", set).append("$setOnInsert", new Document(Documents.CREATED, Documents.date(now))),
                new UpdateOptions().upsert(true));
    }

    void unregister(ClientSession session, VenId id, Instant now) {
        vens.updateOne(
                session,
                Filters.eq(Documents.VEN_ID, id.value()),
                Updates.combine(
                        Updates.unset(VenEntry.REGISTRATION_ID),
                        Updates.unset(VenEntry.OUTBOX_DUE),
                        Updates.set(Documents.UPDATED, Documents.date(now))));
    }

    /** Presence: one cheap write per {@code lastSeenResolution} at most. */
    void seen(VenEntry ven, Instant now) {
        if (ven.lastSeen().isEmpty()
                || ven.lastSeen().get().plus(lastSeenResolution).isBefore(now)) {
            hints.updateOne(
                    Filters.eq(Documents.VEN_ID, ven.id().value()),
                    Updates.max(VenEntry.LAST_SEEN, Documents.date(now)));
        }
    }

    Duration lastSeenResolution() {
        return lastSeenResolution;
    }

    /** Polls look into the outbox from that time on. Part of the transaction that puts something in. */
    void outboxFilled(ClientSession session, List<String> ids, Instant due) {
        vens.updateMany(
                session,
                Filters.in(Documents.VEN_ID, ids),
                Updates.combine(
                        Updates.set(VenEntry.OUTBOX_DUE, Documents.date(due)),
                        Updates.inc(VenEntry.OUTBOX_REVISION, 1)));
    }

    /** Polls need not look before that time, unless something was put in since the entry was read. */
    void outboxQuiet(VenEntry ven, Optional<Instant> nextDue) {
        hints.updateOne(
                Filters.and(
                        Filters.eq(Documents.VEN_ID, ven.id().value()),
                        Filters.eq(VenEntry.OUTBOX_REVISION, ven.outboxRevision())),
                nextDue.map(due -> Updates.set(VenEntry.OUTBOX_DUE, Documents.date(due)))
                        .orElseGet(() -> Updates.unset(VenEntry.OUTBOX_DUE)));
    }

    /** The collection, for those of this bundle that show it. */
    MongoCollection<Document> documents() {
        return vens;
    }
}
