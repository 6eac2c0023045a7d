package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.DeleteManyModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/** Keeps in {@code report_offer} which reports VENs offer, one document for each report specifier of a VEN. Thread-safe. */
@Component(service = StoredOffers.class)
public final class StoredOffers {
    static final String COLLECTION = "report_offer";

    private final MongoCollection<Document> offers;
    private final Clock clock;

    @Activate
    public StoredOffers(@Reference MongoCollections mongo) {
        this(mongo, Clock.systemUTC());
    }

    public StoredOffers(MongoCollections mongo, Clock clock) {
        this.clock = clock;
        offers = mongo.open(
                COLLECTION,
                Retention.never(),
                new IndexModel(Indexes.ascending(DocumentFields.VEN_ID, Offer.SPECIFIER_ID)),
                new IndexModel(Indexes.ascending(DocumentFields.ACCOUNT_ID)),
                new IndexModel(Indexes.ascending(DocumentFields.AGGREGATOR_ID)));
    }

    /** The VEN offers these and no others. */
    void replace(VenEntry ven, List<Offer> now) {
        List<WriteModel<Document>> writes = new ArrayList<>();
        Bson ofVen = Filters.eq(DocumentFields.VEN_ID, ven.id().value());
        for (Offer offer : now) {
            writes.add(new UpdateOneModel<>(
                    Filters.eq("_id", ven.id().value() + '~' + offer.specifierId()),
                    new Document(
                                    "$set",
                                    offer.toDocument()
                                            .append(
                                                    DocumentFields.VEN_ID,
                                                    ven.id().value())
                                            .append(
                                                    DocumentFields.ACCOUNT_ID,
                                                    ven.account().value())
                                            .append(
                                                    DocumentFields.AGGREGATOR_ID,
                                                    ven.aggregator().value())
                                            .append(DocumentFields.UPDATED, Documents.date(clock.instant())))
                            .append(
                                    "$setOnInsert",
                                    new Document(DocumentFields.CREATED, Documents.date(clock.instant()))),
                    new UpdateOptions().upsert(true)));
        }
        writes.add(new DeleteManyModel<>(Filters.and(
                ofVen,
                Filters.nin(
                        Offer.SPECIFIER_ID, now.stream().map(Offer::specifierId).toList()))));
        MongoCalls.bulkUpsert(offers, writes);
    }

    List<Offer> of(VenId ven) {
        return offers.find(Filters.eq(DocumentFields.VEN_ID, ven.value()))
                .map(Offer::of)
                .into(new ArrayList<>());
    }

    Optional<Offer> find(VenId ven, String specifierId) {
        return Optional.ofNullable(offers.find(Filters.and(
                                Filters.eq(DocumentFields.VEN_ID, ven.value()),
                                Filters.eq(Offer.SPECIFIER_ID, specifierId)))
                        .first())
                .map(Offer::of);
    }

    void remove(VenId ven) {
        offers.deleteMany(Filters.eq(DocumentFields.VEN_ID, ven.value()));
    }

    /** The collection, for those of this bundle that show it. */
    MongoCollection<Document> documents() {
        return offers;
    }
}
