package eu.flexcoop.middleware.resources.rest.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import eu.flexcoop.middleware.security.api.Caller;

/** The router behind the JDK's HTTP server, so that whole requests can be tried without a container. */
final class PlainHttpServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final Router router;
    private final Caller caller;
    private final String root;

    /** @param root path of the API, with a slash at the end */
    PlainHttpServer(Router router, Caller caller, String root) throws IOException {
        this.router = router;
        this.caller = caller;
        this.root = root;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    String base() {
        return "http://127.0.0.1:%d".formatted(server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String method = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-HTTP-Method-Override"))
                    .orElse(exchange.getRequestMethod());
            Call call = new Call(
                    method,
                    path.replaceFirst("^" + root, "").replaceFirst("/$", ""),
                    Call.query(exchange.getRequestURI().getRawQuery()),
                    name -> exchange.getRequestHeaders().getFirst(name),
                    exchange.getRequestBody(),
                    caller,
                    base() + root);
            Answer answer = path.startsWith(root) ? router.answer(call) : Router.error(404, "not here");
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            if (answer.body() == null || exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(answer.status(), answer.body().length);
                exchange.getResponseBody().write(answer.body());
            }
        } catch (RuntimeException e) {
            // the server of the JDK would close the connection without a word
            e.printStackTrace();
            exchange.sendResponseHeaders(500, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
