package eu.flexcoop.middleware.extension.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

import org.osgi.framework.Constants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Services of one type, each under a key. Of several with one key the one with the highest {@code service.ranking} is active,
 * then the one of the oldest bundle (lowest id), then the one with the lowest {@code service.id}; the others are shadowed, and
 * the next takes over when the active one leaves. The order does not depend on who was registered first.
 *
 * <p>Call {@link #add} and {@link #remove} from the bind and unbind methods of a dynamic reference:
 *
 * <pre>{@code
 * @Reference(cardinality = MULTIPLE, policy = DYNAMIC)
 * void addHandler(TaskHandler handler, Map<String, ?> properties) {
 *     handlers.add(handler, properties);
 * }
 *
 * void removeHandler(TaskHandler handler) {
 *     handlers.remove(handler);
 * }
 * }</pre>
 *
 * <p>Thread-safe; lookups do not lock.
 *
 * @param <K> the key, with {@code equals} and {@code hashCode}
 * @param <S> the service
 */
public final class Whiteboard<K, S> {
    private static final Logger LOG = LoggerFactory.getLogger(Whiteboard.class);

    /** Receives every change of the active service of a key. */
    @FunctionalInterface
    public interface Listener<K, S> {
        /**
         * Called in the order of the changes, under the lock of the whiteboard and in the thread that adds or removes a
         * service, so it must not wait for other threads that do so.
         *
         * @param before empty if the key is new
         * @param now empty if nobody is left; else the new service, or the one that was shadowed and takes over
         */
        void changed(K key, Optional<S> before, Optional<S> now);
    }

    private record Entry<S>(S service, long ranking, long bundleId, long serviceId) {
        static final Comparator<Entry<?>> ORDER = Comparator.<Entry<?>>comparingLong(entry -> -entry.ranking())
                .thenComparingLong(Entry::bundleId)
                .thenComparingLong(Entry::serviceId);
    }

    private final String kind;
    private final Function<S, K> key;
    private final Listener<K, S> listener;
    private final Map<K, List<Entry<S>>> entries = new HashMap<>();
    private final ConcurrentMap<K, S> active = new ConcurrentHashMap<>();

    /**
     * @param kind what the services are called in the log, such as {@code Task handler}
     * @param key asked once for each service when it is added; if it throws or returns null, the service is ignored
     */
    public Whiteboard(String kind, Function<S, K> key, Listener<K, S> listener) {
        this.kind = kind;
        this.key = key;
        this.listener = listener;
    }

    public Whiteboard(String kind, Function<S, K> key) {
        this(kind, key, (changed, before, now) -> {});
    }

    /**
     * Adds a service, or sorts it in anew if its properties have changed.
     *
     * @param properties of the service; those that are missing count as zero
     */
    public synchronized void add(S service, Map<String, ?> properties) {
        Optional<K> named = keyOf(service);
        if (named.isEmpty()) {
            return;
        }
        K of = named.get();
        List<Entry<S>> claims = entries.computeIfAbsent(of, each -> new ArrayList<>());
        claims.removeIf(entry -> entry.service() == service);
        Entry<S> entry = new Entry<>(
                service,
                number(properties, Constants.SERVICE_RANKING),
                number(properties, Constants.SERVICE_BUNDLEID),
                number(properties, Constants.SERVICE_ID));
        claims.add(entry);
        claims.sort(Entry.ORDER);
        settle(of, claims);
        if (claims.get(0) != entry) {
            LOG.warn(
                    "{} {} of bundle {} is shadowed by the one of bundle {}, which has the same name",
                    kind,
                    of,
                    entry.bundleId(),
                    claims.get(0).bundleId());
        }
    }

    public synchronized void remove(S service) {
        for (Map.Entry<K, List<Entry<S>>> each : entries.entrySet()) {
            if (each.getValue().removeIf(entry -> entry.service() == service)) {
                K of = each.getKey();
                List<Entry<S>> claims = each.getValue();
                if (claims.isEmpty()) {
                    entries.remove(of);
                }
                settle(of, claims);
                return;
            }
        }
    }

    private void settle(K of, List<Entry<S>> claims) {
        S before = active.get(of);
        S now = claims.isEmpty() ? null : claims.get(0).service();
        if (before == now) {
            return;
        }
        if (now == null) {
            active.remove(of);
        } else {
            active.put(of, now);
        }
        listener.changed(of, Optional.ofNullable(before), Optional.ofNullable(now));
    }

    private Optional<K> keyOf(S service) {
        try {
            K of = key.apply(service);
            if (of == null) {
                LOG.warn(
                        "{} {} is ignored: it has no name",
                        kind,
                        service.getClass().getName());
            }
            return Optional.ofNullable(of);
        } catch (RuntimeException e) { // foreign code: one bad service must not disturb the others
            LOG.warn(
                    "{} {} is ignored: it does not tell its name",
                    kind,
                    service.getClass().getName(),
                    e);
            return Optional.empty();
        }
    }

    private static long number(Map<String, ?> properties, String name) {
        return properties.get(name) instanceof Number number ? number.longValue() : 0;
    }

    /** The active service of this key. */
    public Optional<S> find(K of) {
        return Optional.ofNullable(active.get(of));
    }

    /** The active services by key, as they are now. */
    public Map<K, S> active() {
        return Map.copyOf(active);
    }

    /** The active services, as they are now, in no order. */
    public Collection<S> services() {
        return List.copyOf(active.values());
    }
}
