package eu.flexcoop.middleware.mongo.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads from the list of operations of the server how far builds of indexes are. */
final class IndexProgress {
    private static final Logger LOG = LoggerFactory.getLogger(IndexProgress.class);
    private static final int WHOLE = 100;

    private final MongoDatabase admin;
    private final String database;

    /** @param database of the collections */
    IndexProgress(MongoDatabase admin, String database) {
        this.admin = admin;
        this.database = database;
    }

    Map<String, Integer> of(String collection) {
        Map<String, Integer> percents = new HashMap<>();
        List<Document> pipeline = List.of(
                new Document("$currentOp", new Document("allUsers", true)),
                new Document(
                        "$match",
                        new Document("ns", database + "." + collection)
                                .append("command.createIndexes", collection)
                                .append("progress.total", new Document("$gt", 0))));
        try {
            for (Document operation : admin.aggregate(pipeline)) {
                int percent = percent(operation.get("progress", Document.class));
                operation
                        .get("command", Document.class)
                        .getList("indexes", Document.class, List.of())
                        .forEach(index -> percents.put(index.getString("name"), percent));
            }
        } catch (MongoException e) {
            LOG.debug("The server does not tell how far the indexes of {} are", collection, e);
        }
        return percents;
    }

    private static int percent(Document progress) {
        double done = ((Number) progress.get("done")).doubleValue();
        double total = ((Number) progress.get("total")).doubleValue();
        return (int) Math.min(WHOLE, WHOLE * done / total);
    }
}
