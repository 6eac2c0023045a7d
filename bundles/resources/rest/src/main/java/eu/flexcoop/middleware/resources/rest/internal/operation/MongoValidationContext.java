package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.api.ValidationContext;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;

/** What the validation of one request asks the store. */
public final class MongoValidationContext implements ValidationContext {
    private final OpenResource resource;
    private final ResourceRegistry registry;
    private final OpenResources open;
    private final RestSettings settings;
    private final Caller caller;
    private final Object ownId;
    private final Set<List<Object>> seen = new HashSet<>();

    /** @param ownId {@code _id} of the document that is changed; null for new ones */
    public MongoValidationContext(
            OpenResource resource,
            ResourceRegistry registry,
            OpenResources open,
            RestSettings settings,
            Caller caller,
            Object ownId) {
        this.caller = caller;
        this.resource = resource;
        this.registry = registry;
        this.open = open;
        this.settings = settings;
        this.ownId = ownId;
    }

    @Override
    public Optional<Instant> date(String text) {
        return settings.dates().parse(text);
    }

    @Override
    public boolean taken(String field, Object value) {
        // twins inside one request have not met in the store yet
        if (!seen.add(List.of(field, value))) {
            return true;
        }
        Document same = new Document(field, value);
        if (ownId != null) {
            same.append("_id", new Document("$ne", ownId));
        }
        return found(resource, same);
    }

    @Override
    public boolean exists(String name, String field, Object value) {
        Optional<PublishedResource> other = registry.named(name);
        if (other.isEmpty()) {
            return false;
        }
        OpenResource target = open.open(other.get());
        return found(target, QueryFilters.and(target.filter(), new Document(field, value)));
    }

    private boolean found(OpenResource where, Bson filter) {
        SourceQuery query = SourceQuery.one(filter, new Document("_id", 1), settings.queryTimeout());
        try (SourceRows rows = where.source().find(query, caller)) {
            return rows.hasNext();
        }
    }
}
