package eu.flexcoop.middleware.itests;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A component that reads over REST and a VEN that polls, without a pause. Each answer must be the usual one. */
final class ServingLoad implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ExecutorService clients = Executors.newFixedThreadPool(2);
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger polls = new AtomicInteger();
    private volatile boolean over;

    private ServingLoad() {}

    static ServingLoad on(Middleware middleware) throws Exception {
        String token = middleware.serviceToken();
        TestVen ven = TestVen.enrol(middleware, "polling").join();
        ServingLoad load = new ServingLoad();
        load.repeat(load.reads, () -> {
            HttpResponse<String> answer = middleware.get("/1/meter", token);
            return answer.statusCode() == 200 ? "" : answer.statusCode() + " " + answer.body();
        });
        load.repeat(load.polls, () -> {
            OadrPayload answer = ven.poll();
            return answer instanceof Response ? "" : answer.toString();
        });
        return load;
    }

    private interface Request {
        /** Sends it; returns what was wrong with the answer, or the empty string. */
        String send() throws Exception;
    }

    private void repeat(AtomicInteger answers, Request request) {
        clients.submit(() -> {
            while (!over) {
                String outcome;
                try {
                    outcome = request.send();
                } catch (Exception | AssertionError e) {
                    // whatever a client meets is a wrong answer
                    outcome = e.toString();
                }
                if (!over && !outcome.isEmpty()) {
                    wrong.add(outcome);
                }
                answers.incrementAndGet();
            }
        });
    }

    /** Waits until each client has got more answers; all, and all before, must have been right. */
    void expectMoreAnswers() {
        List<Integer> before = List.of(reads.get(), polls.get());
        await("answers")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> reads.get() > before.get(0) + 1 && polls.get() > before.get(1) + 1);
        assertThat(wrong).isEmpty();
    }

    @Override
    public void close() throws InterruptedException {
        over = true;
        clients.shutdown();
        clients.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
