package eu.flexcoop.middleware.imports.weather.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;

/**
 * Keeps observations in {@code weather_observation} and forecasts in {@code weather}, one document for each station and time, for five
 * years after they were first stored. What is stored again replaces the variables that it has and no others. Thread-safe.
 */
@Component(service = WeatherStore.class)
public final class WeatherStore {
    static final String OBSERVATIONS = "weather_observation";
    static final String FORECASTS = "weather";
    static final String STATION = "stationId";
    static final String TIME = "time";

    private static final Duration KEPT = Duration.ofDays(1825);

    private final MongoCollection<Document> observations;
    private final MongoCollection<Document> forecasts;
    private final Clock clock;

    @Activate
    public WeatherStore(@Reference MongoCollections mongo) {
        this(mongo, Clock.systemUTC());
    }

    WeatherStore(MongoCollections mongo, Clock clock) {
        this.observations = open(mongo, OBSERVATIONS);
        this.forecasts = open(mongo, FORECASTS);
        this.clock = clock;
    }

    private static MongoCollection<Document> open(MongoCollections mongo, String name) {
        return mongo.open(
                name,
                Retention.of(DocumentFields.CREATED, KEPT),
                new IndexModel(Indexes.compoundIndex(Indexes.ascending(STATION), Indexes.descending(TIME))),
                new IndexModel(Indexes.descending(TIME)));
    }

    MongoCollection<Document> observations() {
        return observations;
    }

    MongoCollection<Document> forecasts() {
        return forecasts;
    }

    /** Of records of one station and time the later ones replace the earlier ones. */
    void store(Collection<WeatherRecord> records) {
        store(observations, records.stream().filter(each -> !each.forecast()).toList());
        store(forecasts, records.stream().filter(WeatherRecord::forecast).toList());
    }

    private void store(MongoCollection<Document> collection, List<WeatherRecord> records) {
        Date now = Date.from(clock.instant());
        Map<String, Document> byId = new LinkedHashMap<>();
        records.forEach(record -> byId.computeIfAbsent(record.id(), any -> new Document())
                .append(STATION, record.station())
                .append(TIME, Date.from(record.time()))
                .append(DocumentFields.UPDATED, now)
                .putAll(record.fields()));
        List<UpdateOneModel<Document>> writes = new ArrayList<>(byId.size());
        byId.forEach((id, set) -> writes.add(new UpdateOneModel<>(
                Filters.eq("_id", id),
                new Document("$set", set).append("$setOnInsert", new Document(DocumentFields.CREATED, now)),
                new UpdateOptions().upsert(true))));
        MongoCalls.bulkUpsert(collection, writes);
    }
}
