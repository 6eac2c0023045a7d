package eu.flexcoop.middleware.mongo.api;

import eu.flexcoop.middleware.core.api.MiddlewareException;

/** Somebody asked for a collection that another bundle owns. */
public class CollectionOwnedException extends MiddlewareException {
    private static final long serialVersionUID = 1L;

    public CollectionOwnedException(String collection, String owner, String asking) {
        super(
                "mongo:collection.owned",
                500,
                "Collection '%s' belongs to bundle %s, so bundle %s cannot open it"
                        .formatted(collection, owner, asking),
                "Use another name. If the owner is gone for good, delete document '%s' from collection 'collection_owner'."
                        .formatted(collection));
    }
}
