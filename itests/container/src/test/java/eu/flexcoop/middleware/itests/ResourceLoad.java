package eu.flexcoop.middleware.itests;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Readers and writers of one resource that never pause. Each response must come from one of the versions that are expected at some
 * moment between its request and itself; the version is what a POST answers in the field of this name.
 */
final class ResourceLoad implements AutoCloseable {
    /** What is expected of a resource that is not published: 404. */
    static final String WITHDRAWN = "404";

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Middleware middleware;
    private final String resource;
    private final String token;
    private final ExecutorService clients = Executors.newFixedThreadPool(4);
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong answers = new AtomicLong();
    private volatile Set<String> expected;
    private volatile boolean over;

    ResourceLoad(Middleware middleware, String resource, String token, Set<String> expected) {
        this.middleware = middleware;
        this.resource = resource;
        this.token = token;
        this.expected = expected;
        for (Callable<String> client : List.<Callable<String>>of(
                () -> post(middleware, resource, token),
                () -> post(middleware, resource, token),
                this::list,
                this::invalid)) {
            clients.submit(() -> repeat(client));
        }
    }

    /** A step of the story. */
    interface Step {
        void run() throws Exception;
    }

    /** Expects some versions while the step runs, and others from then on. */
    void expectDuring(Set<String> during, Set<String> then, Step step) throws Exception {
        expected = during;
        step.run();
        expected = then;
        expectAnswers(20);
    }

    /** Waits for more answers, all of which must be right, and so must all before. */
    void expectAnswers(int more) {
        long enough = answers.get() + more;
        await("answers to " + resource).atMost(LIMIT).until(() -> answers.get() >= enough || !wrong.isEmpty());
        assertThat(wrong).isEmpty();
    }

    /** The version that answered a POST, {@link #WITHDRAWN}, or what else was answered. */
    static String post(Middleware middleware, String resource, String token) throws IOException, InterruptedException {
        HttpResponse<String> response = middleware.post("/1/" + resource, token, "{\"value\": 1.5}");
        return response.statusCode() == 201
                ? Middleware.json(response).path("version").asText("none")
                : other(response);
    }

    /** Reading has no version of its own: documents of all versions are listed. */
    private String list() throws IOException, InterruptedException {
        HttpResponse<String> response = middleware.get("/1/" + resource + "?max_results=5", token);
        return response.statusCode() == 200 && Middleware.json(response).has("_items") ? "" : other(response);
    }

    private String invalid() throws IOException, InterruptedException {
        HttpResponse<String> response = middleware.post("/1/" + resource, token, "{\"value\": \"much\"}");
        return response.statusCode() == 422 && response.body().contains("must be of float type") ? "" : other(response);
    }

    private static String other(HttpResponse<String> response) {
        return response.statusCode() == 404 ? WITHDRAWN : response.statusCode() + " " + response.body();
    }

    private void repeat(Callable<String> client) {
        while (!over) {
            Set<String> right = new HashSet<>(expected);
            String outcome;
            try {
                outcome = client.call();
            } catch (Exception e) {
                // whatever a client meets is a wrong answer
                outcome = e.toString();
            }
            right.addAll(expected);
            boolean published = !right.equals(Set.of(WITHDRAWN));
            if (!over && !right.contains(outcome) && !(outcome.isEmpty() && published)) {
                wrong.add("%s instead of %s".formatted(outcome, right));
            }
            answers.incrementAndGet();
        }
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        clients.shutdownNow();
        clients.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
