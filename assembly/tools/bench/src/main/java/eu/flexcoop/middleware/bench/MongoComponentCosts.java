package eu.flexcoop.middleware.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.bson.Document;
import org.bson.conversions.Bson;

/** camel-mongodb beside the driver of MongoDB, both through one client. */
final class MongoComponentCosts {
    private static final int ITEMS = 10_000;
    private static final int SINGLE = 1_000;
    private static final int BATCH = 500;

    private final CamelContext camel;
    private final StoredSide stored;
    private final ComponentRounds rounds;

    MongoComponentCosts(CamelContext camel, StoredSide stored, ComponentRounds rounds) {
        this.camel = camel;
        this.stored = stored;
        this.rounds = rounds;
    }

    List<Figure> measure() throws Exception {
        stored.dropOwn();
        MongoCollection<Document> own = stored.own();
        camel.getRegistry().bind("stored", stored.client());
        String endpoint = "mongodb:stored?database=%s&collection=%s&operation="
                .formatted(
                        own.getNamespace().getDatabaseName(), own.getNamespace().getCollectionName());
        List<Figure> figures = new ArrayList<>();
        try (ProducerTemplate template = camel.createProducerTemplate()) {
            figures.addAll(rounds.compare("updates/s", ITEMS, bulks(own, template, endpoint + "bulkWrite")));
            figures.addAll(rounds.compare("updates/s", SINGLE, singles(own, template, endpoint + "update")));
            Map<String, ComponentRounds.Work> reads = new LinkedHashMap<>();
            reads.put("driver of MongoDB: find", () -> own.find().into(new ArrayList<>()));
            reads.put("  camel-mongodb: findAll", () -> template.requestBody(endpoint + "findAll", "{}"));
            figures.addAll(rounds.compare("documents/s", ITEMS, reads));
        }
        stored.dropOwn();
        return figures;
    }

    private static Map<String, ComponentRounds.Work> bulks(
            MongoCollection<Document> own, ProducerTemplate template, String endpoint) {
        Map<String, ComponentRounds.Work> ways = new LinkedHashMap<>();
        ways.put("driver of MongoDB: updates, 500 per bulk", () -> {
            for (List<WriteModel<Document>> batch : batches()) {
                own.bulkWrite(batch, new BulkWriteOptions().ordered(false));
            }
        });
        ways.put("  camel-mongodb: the same bulks", () -> {
            for (List<WriteModel<Document>> batch : batches()) {
                template.requestBodyAndHeader(endpoint, batch, "CamelMongoDbBulkOrdered", false);
            }
        });
        return ways;
    }

    private static Map<String, ComponentRounds.Work> singles(
            MongoCollection<Document> own, ProducerTemplate template, String endpoint) {
        Map<String, ComponentRounds.Work> ways = new LinkedHashMap<>();
        ways.put("driver of MongoDB: one update per call", () -> {
            for (int i = 0; i < SINGLE; i++) {
                own.updateOne(id(i), change(i), new UpdateOptions().upsert(true));
            }
        });
        ways.put("  camel-mongodb: one update per exchange", () -> {
            for (int i = 0; i < SINGLE; i++) {
                template.requestBodyAndHeader(endpoint, List.of(id(i), change(i)), "CamelMongoDbUpsert", true);
            }
        });
        return ways;
    }

    private static List<List<WriteModel<Document>>> batches() {
        List<List<WriteModel<Document>>> batches = new ArrayList<>();
        for (int start = 0; start < ITEMS; start += BATCH) {
            List<WriteModel<Document>> batch = new ArrayList<>(BATCH);
            for (int i = start; i < start + BATCH; i++) {
                batch.add(new UpdateOneModel<>(id(i), change(i), new UpdateOptions().upsert(true)));
            }
            batches.add(batch);
        }
        return batches;
    }

    private static Bson id(int item) {
        return Filters.eq("_id", "device " + item);
    }

    private static Bson change(int item) {
        return Updates.combine(Updates.set("kwh", 0.25 * item), Updates.set("verified_kwh", true));
    }
}
