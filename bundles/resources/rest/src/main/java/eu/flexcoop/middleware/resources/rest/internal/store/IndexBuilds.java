package eu.flexcoop.middleware.resources.rest.internal.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.api.IndexStatus;
import eu.flexcoop.middleware.resources.api.IndexStatus.State;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/**
 * Builds the indexes of resources on threads of its own, some resources at a time: a large collection takes minutes, for which neither
 * requests nor other resources wait. Thread-safe.
 */
final class IndexBuilds implements AutoCloseable {
    /** Of a collection without many documents all indexes are there by then. */
    private static final long SHORT = TimeUnit.SECONDS.toNanos(2);

    private static final int AT_ONCE = 8;
    private static final int IDLE_SECONDS = 10;

    private final MongoCollections mongo;
    private final Map<String, IndexBuild> builds = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            AT_ONCE, AT_ONCE, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), run -> {
                Thread daemon = new Thread(run, "resources-rest-index-build");
                daemon.setDaemon(true);
                return daemon;
            });

    IndexBuilds(MongoCollections mongo) {
        this.mongo = mongo;
        threads.allowCoreThreadTimeOut(true);
    }

    /** Starts a build unless there is one of this very definition that has not been cut short. */
    IndexBuild start(PublishedResource resource) {
        return builds.compute(resource.definition().name(), (name, last) -> {
            if (last != null && last.resource().equals(resource) && last.interruption() == null) {
                return last;
            }
            IndexBuild next = new IndexBuild(resource, mongo);
            threads.execute(next);
            return next;
        });
    }

    /**
     * Lets a writer pass when indexes protect the unique values. The first writers after a definition was published wait up to two
     * seconds for the unique indexes. If those take longer, this refuses all writers until they are there: equal values that are stored
     * during a build would make it fail at its end. An index that cannot be built stops no writer; values are looked up then.
     *
     * @throws MiddlewareException 503 if a unique index is being built, or the database does not answer
     */
    void require(PublishedResource resource) {
        IndexBuild build = builds.get(resource.definition().name());
        if (build == null || !build.resource().equals(resource) || build.interruption() != null) {
            build = start(resource);
        }
        if (!build.isGuarded() && !build.guardsWithin(SHORT)) {
            throw Problem.indexMissing(resource.definition().name());
        }
        if (build.interruption() != null) {
            throw build.interruption();
        }
    }

    /** Of the resources that are published. */
    List<IndexStatus> list(List<PublishedResource> published) {
        List<IndexStatus> all = new ArrayList<>();
        for (PublishedResource resource : published) {
            IndexBuild build = builds.get(resource.definition().name());
            if (build != null && build.resource().equals(resource)) {
                all.addAll(withProgress(resource, build.states()));
            }
        }
        all.sort(Comparator.comparing(IndexStatus::resource).thenComparing(IndexStatus::index));
        return all;
    }

    private List<IndexStatus> withProgress(PublishedResource resource, List<IndexStatus> states) {
        if (states.stream().noneMatch(status -> status.state() == State.BUILDING)) {
            return states;
        }
        Map<String, Integer> percents =
                mongo.indexBuilds(resource.definition().storage().collection());
        return states.stream()
                .map(status -> status.state() == State.BUILDING && percents.containsKey(status.index())
                        ? new IndexStatus(
                                status.resource(),
                                status.index(),
                                status.state(),
                                OptionalInt.of(percents.get(status.index())),
                                status.reason())
                        : status)
                .collect(Collectors.toList());
    }

    /** Builds that have begun go on in the database. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
