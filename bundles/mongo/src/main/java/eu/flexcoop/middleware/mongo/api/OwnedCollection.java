package eu.flexcoop.middleware.mongo.api;

import java.util.Objects;

/**
 * A collection that a component has opened, on this node or another, now or before.
 *
 * @param name of the collection
 * @param owner symbolic name of the bundle that opened it
 * @param exclusive only its owner may write it; false for collections that {@link MongoCollections#openShared} opened
 * @param retention as in effect, with the operator's period
 */
public record OwnedCollection(String name, String owner, boolean exclusive, Retention retention) {
    public OwnedCollection {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(retention, "retention");
    }
}
