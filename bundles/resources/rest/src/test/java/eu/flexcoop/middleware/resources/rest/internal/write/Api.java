package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.List;
import java.util.Optional;

import org.bson.Document;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccessTest;
import eu.flexcoop.middleware.resources.rest.internal.http.Published;
import eu.flexcoop.middleware.resources.rest.internal.http.Requests;
import eu.flexcoop.middleware.resources.rest.internal.http.Router;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/** The API over a database of its own, with definitions that a test publishes. */
final class Api {
    static final Caller ADMIN = RowAccessTest.caller(Role.ADMIN, "root");
    static final Caller ANN = RowAccessTest.caller(Role.PROSUMER, "ann");
    static final Caller BOB = RowAccessTest.caller(Role.PROSUMER, "bob");

    private final PrivateMongod mongod;
    private final PublishedResources registry = new PublishedResources();
    final OpenResources resources;
    final Router router;

    Api(PrivateMongod mongod) {
        this.mongod = mongod;
        this.resources = new OpenResources(
                MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), name -> Optional.empty());
        this.router = new Router(registry, resources, Published.SETTINGS);
    }

    /** Publishes a definition over an empty collection. */
    Api with(String name, String definition) {
        mongod.database().getCollection(name).deleteMany(new Document());
        mongod.database().getCollection(name + "_versions").deleteMany(new Document());
        Published.add(registry, name, definition);
        return this;
    }

    RestResponse request(Caller caller, String method, String address, String body, String... headers) {
        return Requests.request(router, caller, method, address, body, headers);
    }

    Document get(Caller caller, String address) {
        RestResponse answer = request(caller, "GET", address, "");
        Document body = Requests.json(answer);
        assertThat(answer.status()).as(() -> address + ": " + body.toJson()).isEqualTo(200);
        return body;
    }

    List<Document> items(Caller caller, String address) {
        return get(caller, address).getList("_items", Document.class);
    }

    /** The response to a POST that is good. */
    Document post(Caller caller, String address, String body) {
        RestResponse answer = request(caller, "POST", address, body);
        Document written = Requests.json(answer);
        assertThat(answer.status()).as(written::toJson).isEqualTo(201);
        return written;
    }

    /** A PATCH with the ETag that the document has now. */
    RestResponse patch(Caller caller, String address, String contentType, String body) {
        RestResponse now = request(ADMIN, "GET", address, "");
        return request(
                caller, "PATCH", address, body, "If-Match", now.headers().get("ETag"), "Content-Type", contentType);
    }

    Document stored(String name, String field, Object value) {
        return mongod.database()
                .getCollection(name)
                .find(new Document(field, value))
                .first();
    }
}
