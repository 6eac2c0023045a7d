package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.mongodb.client.MongoCollection;
import org.bson.Document;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.PrivateMongod;

/** The whole API of {@code resource-defs/flexcoop} on a real mongod, with rows of several owners in each resource. */
final class PlatformApi implements AutoCloseable {
    static final String COOP = "coop.example.org";
    static final String OTHER = "other.example.org";
    static final String ANN = "a0000000-0000-4000-8000-000000000001";
    static final String BOB = "b0000000-0000-4000-8000-000000000002";
    static final String EVE = "e0000000-0000-4000-8000-000000000003";

    private static final Path FOLDER = Path.of("../../../resource-defs/flexcoop/src/main/resources/OSGI-INF/resources");
    private static final Date MOMENT = Date.from(Instant.parse("2026-11-26T10:15:00Z"));

    private final PrivateMongod mongod;
    private final PublishedResources registry;
    private final Map<String, ResourceSource> sources = new HashMap<>();
    private final Router router;

    PlatformApi() throws IOException {
        mongod = PrivateMongod.startOrSkip();
        registry = new PublishedResources();
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<URL> definitions = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                definitions.add(file.toUri().toURL());
            }
            registry.add("platform", 1, definitions);
        }
        registry.published().forEach(resource -> resource.definition()
                .storage()
                .source()
                .ifPresent(name -> sources.put(name, source(name, resource.definition()))));
        router = new Router(
                registry,
                new OpenResources(
                        MongoCollections.of(mongod.client(), PrivateMongod.DATABASE),
                        name -> Optional.ofNullable(sources.get(name))),
                Published.SETTINGS);
    }

    /** A source that protects no row: what the definition says must do. Only events leave that to their owner. */
    private ResourceSource source(String name, ResourceDefinition definition) {
        OwnerFields owners = definition.name().equals("dr_events")
                ? OwnerFields.of("account_ids", "aggregator_ids")
                : OwnerFields.impersonal();
        MongoCollection<Document> rows = collection(definition);
        return new CommandedSource(name, rows, owners, new Document()) {
            @Override
            public Map<String, Object> create(Caller caller, Document body) {
                Document row = stamped(new Document(body));
                rows.insertOne(row);
                return row;
            }

            @Override
            public Map<String, Object> change(Caller caller, Document stored, Document changes) {
                rows.updateOne(new Document("_id", stored.get("_id")), new Document("$set", changes));
                stored.putAll(changes);
                return stored;
            }

            @Override
            public void remove(Caller caller, Document stored) {
                rows.deleteOne(new Document("_id", stored.get("_id")));
            }
        };
    }

    static Caller prosumer() {
        return new Caller(
                ANN,
                Role.PROSUMER,
                Optional.of(new AccountId(ANN)),
                Optional.of(new AggregatorId(COOP)),
                Optional.of("app"));
    }

    static Caller aggregator() {
        return new Caller(
                "desk", Role.AGGREGATOR, Optional.empty(), Optional.of(new AggregatorId(COOP)), Optional.of("desk"));
    }

    static Caller component(String client) {
        return new Caller(client, Role.SERVICE, Optional.empty(), Optional.empty(), Optional.of(client));
    }

    static Caller admin() {
        return new Caller("root", Role.ADMIN, Optional.empty(), Optional.empty(), Optional.of("shell"));
    }

    List<ResourceDefinition> definitions() {
        return registry.published().stream().map(PublishedResource::definition).toList();
    }

    MongoCollection<Document> collection(ResourceDefinition definition) {
        String name = definition.storage().source().isPresent()
                ? "source_" + definition.name()
                : definition.storage().collection();
        return mongod.database().getCollection(name);
    }

    RestResponse send(Caller caller, String method, String address, String body, String... headers) {
        return Requests.request(router, caller, method, address, body, headers);
    }

    /** A body that is valid, for this account and cooperative as far as the resource has fields for them. */
    static Document body(ResourceDefinition definition, String account, String cooperative) {
        Document body = SampleDocuments.of(definition);
        // only components validate contracts
        body.remove("validated");
        owners(account, cooperative).forEach((field, value) -> {
            if (definition.schema().containsKey(field)
                    && !definition.schema().get(field).readOnly()) {
                body.put(field, value);
            }
        });
        return body;
    }

    private static Map<String, Object> owners(String account, String cooperative) {
        return Map.of(
                "account_id", account,
                "aggregator_id", cooperative,
                "agreggator_id", cooperative,
                "account_ids", List.of(account),
                "aggregator_ids", List.of(cooperative));
    }

    private static Document stamped(Document row) {
        row.putIfAbsent("_id", new ObjectId());
        return row.append("_etag", new ObjectId().toHexString())
                .append("_created", MOMENT)
                .append("_updated", MOMENT);
    }

    /** Puts a row directly into the store. */
    Document store(ResourceDefinition definition, String account, String cooperative) {
        Document row = body(definition, account, cooperative);
        definition.schema().forEach((field, rule) -> {
            if (rule.types().contains(FieldType.DATETIME) && row.containsKey(field)) {
                row.put(field, MOMENT);
            }
        });
        if (definition.name().equals("dr_events")) {
            row.putAll(Map.of("account_ids", List.of(account), "aggregator_ids", List.of(cooperative)));
        }
        definition.schema().forEach((field, rule) -> {
            // ids that only the owner of the data gives
            if (field.equals(definition.item().lookupField()) && !field.equals("_id")) {
                row.putIfAbsent(field, new ObjectId().toHexString());
            }
        });
        collection(definition).insertOne(stamped(row));
        return row;
    }

    @Override
    public void close() {
        mongod.close();
    }
}
