package eu.flexcoop.middleware.openadr.vtn.internal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import eu.flexcoop.middleware.mongo.api.CollectionFollower;

/**
 * A view that, each time its collection has been loaded again, drops what the collection holds no longer. Documents that this node
 * puts during a load are kept. Thread-safe.
 *
 * @param <K> what identifies a document in memory
 */
public abstract class SweptView<K> implements CollectionFollower.View {
    /** What was put since {@link #loading}; null outside of a load, so that it does not grow with each change. */
    private volatile Set<K> found;

    @Override
    public final void loading() {
        found = ConcurrentHashMap.newKeySet();
    }

    /** To be called for each document that is put, before {@link #ids} contains it. */
    protected final void found(K id) {
        Set<K> current = found;
        if (current != null) {
            current.add(id);
        }
    }

    @Override
    public final void loaded() {
        Set<K> current = found;
        ids().stream().filter(id -> !current.contains(id)).toList().forEach(this::drop);
        found = null;
    }

    /** All that is in memory; a live, thread-safe set. */
    protected abstract Set<K> ids();

    /** Removes a document from memory; does nothing if it is not there. */
    protected abstract void drop(K id);
}
