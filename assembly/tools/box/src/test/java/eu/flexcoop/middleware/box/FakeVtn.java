package eu.flexcoop.middleware.box;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.RequestEvent;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.Profile;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.Report.FloatReading;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;
import eu.flexcoop.middleware.openadr.codec.xml.OadrReader;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;

/** A VTN on plain HTTP that keeps what it is told; {@link #busy} makes it answer 503 for a number of requests. */
final class FakeVtn implements AutoCloseable {
    final Map<String, Map<Instant, Double>> values = new ConcurrentHashMap<>();
    final List<CreatedEvent> answers = new java.util.concurrent.CopyOnWriteArrayList<>();
    final Deque<OadrPayload> outbox = new ConcurrentLinkedDeque<>();
    final Deque<String> received = new ConcurrentLinkedDeque<>();
    volatile int busy;
    volatile boolean loseAnswers;
    volatile String updateCode = "200";

    private final HttpServer server;
    private int subscriptions;

    FakeVtn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/OpenADR2/Simple/2.0b/", this::serve);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private synchronized void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            OadrPayload message = new OadrReader().read(exchange.getRequestBody());
            received.add(message.type().root());
            if (busy > 0) {
                busy--;
                exchange.getResponseHeaders().add("Retry-After", "0");
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            byte[] answer = new OadrWriter().write(answer(message));
            if (loseAnswers) {
                loseAnswers = false;
                return;
            }
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private OadrPayload answer(OadrPayload message) {
        if (message instanceof CreatePartyRegistration create) {
            return new CreatedPartyRegistration(
                    EiResponse.ok(create.requestId()),
                    Optional.of("registration-1"),
                    Optional.of("ven-1"),
                    "VTN",
                    List.of(new Profile("2.0b", List.of("simpleHttp"))),
                    Optional.of(Duration.ofSeconds(1)));
        }
        if (message instanceof RegisterReport register) {
            outbox.add(subscription(register.reports().get(0)));
            return new RegisteredReport(EiResponse.ok(register.requestId()), List.of(), Optional.of("ven-1"));
        }
        if (message instanceof RequestEvent request) {
            return new DistributeEvent(Optional.of(EiResponse.ok(request.requestId())), "d-0", "VTN", List.of());
        }
        if (message instanceof UpdateReport update) {
            update.reports().forEach(this::store);
            EiResponse response = new EiResponse(updateCode, Optional.empty(), update.requestId());
            updateCode = "200";
            return new UpdatedReport(response, Optional.empty(), Optional.of("ven-1"));
        }
        if (message instanceof CreatedEvent created) {
            answers.add(created);
        }
        if (message instanceof Poll && !outbox.isEmpty()) {
            return outbox.poll();
        }
        return new Response(EiResponse.ok(""), Optional.of("ven-1"));
    }

    private CreateReport subscription(Report metadata) {
        List<ReportRequest.Point> points = metadata.descriptions().stream()
                .map(d -> new ReportRequest.Point(d.rId(), Optional.empty(), "x-notApplicable"))
                .toList();
        ReportRequest request = new ReportRequest(
                "subscription-" + ++subscriptions,
                metadata.specifierId(),
                Duration.ofMinutes(30),
                Duration.ofMinutes(30),
                Optional.empty(),
                points);
        return new CreateReport("c-" + subscriptions, List.of(request), Optional.of("ven-1"));
    }

    private void store(Report report) {
        report.intervals().forEach(interval -> interval.values()
                .forEach(value -> values.computeIfAbsent(value.rId(), rId -> new TreeMap<>())
                        .put(interval.start().orElseThrow(), ((FloatReading) value.reading()).value())));
    }

    Deque<String> takeReceived() {
        Deque<String> taken = new ArrayDeque<>(received);
        received.clear();
        return taken;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
