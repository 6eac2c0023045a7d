package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.http.api.HttpExchange;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests that never become an OpenADR message: they are refused before the dispatcher is asked. */
class VtnHandlerTest {
    private final VtnHandler handler = new VtnHandler(null, null, certificate -> Optional.empty(), false);

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "PROPFIND"})
    void everyMethodButPostIsNotAllowed(String method) throws Exception {
        Recorded exchange = new Recorded(method, "EiReport", null);

        handler.handle(exchange);

        assertThat(exchange.status).isEqualTo(405);
        assertThat(exchange.headers).containsEntry("Allow", "POST");
        assertThat(exchange.contentType).startsWith("text/plain");
    }

    @ParameterizedTest
    @CsvSource({"EiNothing, application/xml, 404", "eireport, application/xml, 404", "EiReport, image/png, 415"})
    void whatIsNoServiceOrNoXmlIsRefused(String path, String type, int status) throws Exception {
        Recorded exchange = new Recorded("POST", path, type);

        handler.handle(exchange);

        assertThat(exchange.status).isEqualTo(status);
        assertThat(exchange.contentType).startsWith("text/plain");
    }

    @Test
    void whoShowsNoCertificateIsRefused() throws Exception {
        Recorded exchange = new Recorded("POST", "EiReport", "text/xml; charset=utf-8");

        handler.handle(exchange);

        assertThat(exchange.status).isEqualTo(403);
        assertThat(exchange.body).contains("client certificate");
    }

    /** Keeps the answer. */
    private static final class Recorded implements HttpExchange {
        private final String method;
        private final String path;
        private final String requestType;
        private final Map<String, String> headers = new HashMap<>();
        private int status;
        private String contentType;
        private String body;

        Recorded(String method, String path, String requestType) {
            this.method = method;
            this.path = path;
            this.requestType = requestType;
        }

        @Override
        public String method() {
            return method;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public String rawQuery() {
            return null;
        }

        @Override
        public String header(String name) {
            return name.equals("Content-Type") ? requestType : null;
        }

        @Override
        public String base() {
            return "https://host/OpenADR2/Simple/2.0b/";
        }

        @Override
        public InputStream body() {
            return InputStream.nullInputStream();
        }

        @Override
        public Optional<Principal> caller() {
            return Optional.empty();
        }

        @Override
        public Optional<X509Certificate> certificate() {
            return Optional.empty();
        }

        @Override
        public String remoteAddress() {
            return "192.0.2.1";
        }

        @Override
        public void operation(String name) {
            // not looked at
        }

        @Override
        public void setHeader(String name, String value) {
            headers.put(name, value);
        }

        @Override
        public void answer(int code) {
            status = code;
        }

        @Override
        public void answer(int code, String type, byte[] bytes) {
            status = code;
            contentType = type;
            body = new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public void answer(int code, String type, Body written) {
            throw new AssertionError("Errors are sent whole");
        }
    }
}
