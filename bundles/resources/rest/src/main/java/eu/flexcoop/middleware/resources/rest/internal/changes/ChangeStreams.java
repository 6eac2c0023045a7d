package eu.flexcoop.middleware.resources.rest.internal.changes;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.query.Where;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.spi.RowMatcher;

/**
 * Answers GET of {@code <resource>/}{@value #ADDRESS} by Server-Sent Events. All streams of a collection share one change stream of MongoDB
 * and one thread; one more pair of threads sends heartbeats and what clients have missed. Thread-safe.
 */
public final class ChangeStreams implements AutoCloseable {
    public static final String ADDRESS = "_changes";

    public static final String CONTENT_TYPE = "text/event-stream";
    private static final int THREADS = 2;
    private static final long LOOK_MILLIS = 1000;

    private final ResourceRegistry registry;
    private final Supplier<MongoDatabase> database;
    private final RestSettings settings;
    private final Map<String, ChangeFeed> feeds = new ConcurrentHashMap<>();
    private final Map<String, Integer> perCaller = new ConcurrentHashMap<>();
    private final Set<LiveChanges> open = ConcurrentHashMap.newKeySet();
    private ScheduledExecutorService threads;

    /** @param database asked when the first stream is opened */
    public ChangeStreams(ResourceRegistry registry, Supplier<MongoDatabase> database, RestSettings settings) {
        this.registry = registry;
        this.database = database;
        this.settings = settings;
    }

    public RestResponse open(RestRequest request, OpenResource resource) {
        RowAccess access = resource.access().of(Method.GET, request.caller());
        if (!resource.definition().methods().contains(Method.GET)
                || resource.own().isEmpty()) {
            throw Problem.methodNotAllowed();
        }
        Bson where = request.parameter("where")
                .map(text -> Where.of(access.visibility(), resource.validator(), settings)
                        .parse(text))
                .orElseGet(Document::new);
        ChangeSubscription subscription = new ChangeSubscription(
                resource,
                RowMatcher.of(QueryFilters.and(resource.filter(), access.filter(), where)),
                new ShownFields(resource.definition(), access.visibility(), request.caller()),
                settings);
        if (request.method().equals("HEAD")) {
            return headers(RestResponse.empty(200));
        }
        return headers(RestResponse.of(200, new byte[0], live(request, resource, subscription)));
    }

    private LiveChanges live(RestRequest request, OpenResource resource, ChangeSubscription subscription) {
        String caller =
                "%s %s".formatted(request.caller().role(), request.caller().subject());
        claim(caller);
        try {
            ChangeSource source = new ChangeSource(database.get(), resource.collection());
            if (!feeds.containsKey(source.name())) {
                source.recordImages();
            }
            Optional<String> last = request.header("Last-Event-ID").or(() -> request.parameter("last_event_id"));
            Optional<MongoChangeStreamCursor<ChangeStreamDocument<RawBsonDocument>>> missed =
                    last.map(id -> source.open(new BsonDocument("_data", new BsonString(id))));
            if (missed.isEmpty()) {
                join(source, subscription);
            }
            LiveChanges live = new LiveChanges(
                    subscription,
                    request.header("Authorization").orElse(""),
                    stream -> {
                        if (missed.isPresent()) {
                            threads()
                                    .execute(new CatchUp(
                                            missed.get(), subscription, () -> join(source, subscription), threads()));
                        } else {
                            subscription.caughtUp();
                        }
                    },
                    over -> {
                        missed.ifPresent(MongoChangeStreamCursor::close);
                        leave(source, subscription);
                        open.remove(over);
                        release(caller);
                    });
            open.add(live);
            threads();
            return live;
        } catch (RuntimeException e) {
            release(caller);
            throw e;
        }
    }

    private static RestResponse headers(RestResponse answer) {
        return answer.header("Content-Type", CONTENT_TYPE)
                .header("Cache-Control", "no-store")
                // proxies must pass events on at once
                .header("X-Accel-Buffering", "no");
    }

    private void claim(String caller) {
        perCaller.compute(caller, (key, count) -> {
            int now = count == null ? 0 : count;
            if (now >= settings.changeStreams()) {
                throw Problem.tooManyStreams(now);
            }
            return now + 1;
        });
    }

    private void release(String caller) {
        perCaller.computeIfPresent(caller, (key, count) -> count == 1 ? null : count - 1);
    }

    private void join(ChangeSource source, ChangeSubscription subscription) {
        synchronized (feeds) {
            ChangeFeed feed = feeds.get(source.name());
            if (feed == null || !feed.add(subscription)) {
                ChangeFeed[] started = new ChangeFeed[1];
                started[0] = new ChangeFeed(source, () -> feeds.remove(source.name(), started[0]));
                started[0].add(subscription);
                started[0].start();
                feeds.put(source.name(), started[0]);
            }
        }
    }

    private void leave(ChangeSource source, ChangeSubscription subscription) {
        ChangeFeed feed = feeds.get(source.name());
        if (feed != null) {
            feed.remove(subscription);
        }
    }

    private synchronized ScheduledExecutorService threads() {
        if (threads == null) {
            threads = Executors.newScheduledThreadPool(THREADS, task -> {
                Thread thread = new Thread(task, "change-streams");
                thread.setDaemon(true);
                return thread;
            });
            threads.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        return threads;
    }

    private void look() {
        open.forEach(stream -> stream.look(registry, settings));
    }

    /** How many streams are open. */
    int size() {
        return open.size();
    }

    /** Ends all streams. */
    @Override
    public void close() {
        open.forEach(stream -> stream.end("The API stops"));
        feeds.values().forEach(ChangeFeed::close);
        synchronized (this) {
            if (threads != null) {
                threads.shutdownNow();
            }
        }
    }
}
