package eu.flexcoop.middleware.openadr.vtn.internal.answers;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/**
 * Keeps in {@code standing_opt} the opts of EiOpt that VENs have made and not cancelled, one for each VEN and optID. Of overlapping
 * schedules all stand; which one counts is decided by those who ask. Thread-safe.
 */
@Component(service = StandingOpts.class)
public final class StandingOpts {
    static final String COLLECTION = "standing_opt";
    private static final String START = "dtstart";
    private static final String END = "dtend";
    /** After the end of its last period a schedule is of no use to anybody but the history. */
    private static final Duration KEPT = Duration.ofDays(30);

    private static final int MOST_PER_VEN = 1000;

    private final MongoCollection<Document> opts;
    private final Clock clock;

    @Activate
    public StandingOpts(@Reference MongoCollections mongo) {
        this(mongo, Clock.systemUTC());
    }

    public StandingOpts(MongoCollections mongo, Clock clock) {
        this.clock = clock;
        opts = mongo.open(
                COLLECTION,
                Retention.of(END, KEPT),
                new IndexModel(Indexes.ascending(DocumentFields.VEN_ID, Opt.OPT_ID), new IndexOptions().unique(true)),
                new IndexModel(Indexes.ascending(Opt.EVENT_ID, DocumentFields.VEN_ID, Opt.OPT_ID)),
                new IndexModel(Indexes.ascending(OptHistory.KIND, DocumentFields.VEN_ID, Opt.OPT_ID)),
                new IndexModel(Indexes.ascending(DocumentFields.ACCOUNT_ID)),
                new IndexModel(Indexes.ascending(DocumentFields.AGGREGATOR_ID)));
    }

    public Optional<Opt> find(VenId ven, String optId) {
        return Optional.ofNullable(opts.find(one(ven, optId)).first()).map(Opt::of);
    }

    /**
     * Replaces the opt of the same optID.
     *
     * @param eventEnd end of the event that it is for; empty for a schedule
     */
    public void put(VenEntry ven, Opt opt, Optional<Instant> eventEnd) {
        Instant now = clock.instant();
        Document document = opt.toDocument()
                .append(DocumentFields.VEN_ID, ven.id().value())
                .append(DocumentFields.ACCOUNT_ID, ven.account().value())
                .append(DocumentFields.AGGREGATOR_ID, ven.aggregator().value())
                .append(OptHistory.KIND, opt.isSchedule() ? OptHistory.SCHEDULE : OptHistory.EVENT)
                .append(DocumentFields.CREATED, Documents.date(now))
                .append(DocumentFields.UPDATED, Documents.date(now));
        opt.begin().ifPresent(begin -> document.append(START, Documents.date(begin)));
        opt.end().or(() -> eventEnd).ifPresent(end -> document.append(END, Documents.date(end)));
        opts.replaceOne(one(ven.id(), opt.optId()), document, new ReplaceOptions().upsert(true));
    }

    /**
     * Makes room for one more opt of the VEN; those that are over are removed before their time if it has too many.
     *
     * @return false if the VEN must cancel one before
     */
    public boolean makeRoom(VenId ven) {
        if (hasRoom(ven)) {
            return true;
        }
        opts.deleteMany(Filters.and(
                Filters.eq(DocumentFields.VEN_ID, ven.value()), Filters.lte(END, Documents.date(clock.instant()))));
        return hasRoom(ven);
    }

    private boolean hasRoom(VenId ven) {
        return opts.countDocuments(
                        Filters.eq(DocumentFields.VEN_ID, ven.value()), new CountOptions().limit(MOST_PER_VEN))
                < MOST_PER_VEN;
    }

    public void remove(VenId ven, String optId) {
        opts.deleteOne(one(ven, optId));
    }

    private static Bson one(VenId ven, String optId) {
        return Filters.and(Filters.eq(DocumentFields.VEN_ID, ven.value()), Filters.eq(Opt.OPT_ID, optId));
    }

    /**
     * The schedules of some VENs that have to do with a period, of each VEN the one created last first. One query.
     *
     * @param marketContext schedules for another one are left out
     */
    public Map<VenId, List<Opt>> schedules(Collection<VenId> vens, Instant start, Instant end, String marketContext) {
        Map<VenId, List<Opt>> found = new HashMap<>();
        opts.find(Filters.and(
                        Filters.in(
                                DocumentFields.VEN_ID,
                                vens.stream().map(VenId::value).toList()),
                        Filters.lt(START, Documents.date(end)),
                        Filters.gt(END, Documents.date(start)),
                        Filters.in(Opt.MARKET_CONTEXT, null, marketContext)))
                .forEach(document -> found.merge(
                        new VenId(document.getString(DocumentFields.VEN_ID)),
                        List.of(Opt.of(document)),
                        StandingOpts::newestFirst));
        return found;
    }

    private static List<Opt> newestFirst(List<Opt> some, List<Opt> others) {
        return Stream.concat(some.stream(), others.stream())
                .sorted(Comparator.comparing(Opt::createdAt).reversed())
                .toList();
    }

    /** The collection, for those of this package that show it. */
    MongoCollection<Document> documents() {
        return opts;
    }
}
