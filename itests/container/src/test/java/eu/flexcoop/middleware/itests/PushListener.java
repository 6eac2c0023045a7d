package eu.flexcoop.middleware.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.xml.OadrReader;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;
import eu.flexcoop.middleware.testing.OfficialSchema;

/** Where a VEN gets pushed messages: on loopback, with the certificate of the VEN, and only from a client with one. */
final class PushListener implements AutoCloseable {
    private static final OadrReader READER = new OadrReader();
    private static final OadrWriter WRITER = new OadrWriter();

    private final BlockingQueue<OadrPayload> received = new LinkedBlockingQueue<>();
    private final UnaryOperator<OadrPayload> answers;
    private final HttpsServer server;

    /**
     * @param port where to listen
     * @param answers what the VEN says to a message
     */
    PushListener(int port, SSLContext tls, UnaryOperator<OadrPayload> answers) throws IOException {
        this.answers = answers;
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = tls.getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.createContext("/OpenADR2/Simple/2.0b/", this::take);
        server.start();
    }

    URI address() {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What has come and was not asked for before, the earliest first. */
    OadrPayload next() {
        return received.poll();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            OfficialSchema.check(body);
            OadrPayload message = READER.read(body);
            byte[] answer = WRITER.write(answers.apply(message));
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            received.add(message);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
