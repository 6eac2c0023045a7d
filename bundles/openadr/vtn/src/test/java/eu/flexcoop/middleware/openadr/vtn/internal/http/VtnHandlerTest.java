package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests that never become an OpenADR message: they are refused before the dispatcher is asked. */
class VtnHandlerTest {
    private final VtnHandler handler = new VtnHandler(null, null, certificate -> Optional.empty(), false);

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "PROPFIND"})
    void everyMethodButPostIsNotAllowed(String method) throws Exception {
        RecordedExchange exchange = new RecordedExchange(method, "EiReport", null);

        handler.handle(exchange);

        assertThat(exchange.status).isEqualTo(405);
        assertThat(exchange.headers).containsEntry("Allow", "POST");
        assertThat(exchange.contentType).startsWith("text/plain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT"})
    void whatIsNoServiceHasNoMethods(String method) throws Exception {
        RecordedExchange exchange = new RecordedExchange(method, "EiQuote", "application/xml");

        handler.handle(exchange);

        assertThat(exchange.status).isEqualTo(404);
        assertThat(exchange.headers).doesNotContainKey("Allow");
    }

    @ParameterizedTest
    @CsvSource({"EiEvent, 501", "EiReport, 404", "eievent, 404", "2.0a/EiEvent, 404", "'', 404"})
    void theServiceOfProfileAIsKnownAndNotOffered(String path, int status) throws Exception {
        RecordedExchange exchange = new RecordedExchange("POST", path, "application/xml");

        new OtherProfiles().handle(exchange);

        assertThat(exchange.status).isEqualTo(status);
        assertThat(exchange.contentType).startsWith("text/plain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0b", "2.0b/EiReport", "2.0b/EiNothing"})
    void theOfferedProfileIsNotThereYetWhereItsEndpointIsNot(String path) throws Exception {
        RecordedExchange exchange = new RecordedExchange("POST", path, "application/xml");

        new OtherProfiles().handle(exchange);

        assertThat(exchange.status).isEqualTo(503);
        assertThat(exchange.headers).containsKey("Retry-After");
    }

    @ParameterizedTest
    @CsvSource({"EiNothing, application/xml, 404", "eireport, application/xml, 404", "EiReport, image/png, 415"})
    void whatIsNoServiceOrNoXmlIsRefused(String path, String type, int status) throws Exception {
        RecordedExchange exchange = new RecordedExchange("POST", path, type);

        handler.handle(exchange);

        assertThat(exchange.status).isEqualTo(status);
        assertThat(exchange.contentType).startsWith("text/plain");
    }

    @Test
    void whoShowsNoCertificateIsRefused() throws Exception {
        RecordedExchange exchange = new RecordedExchange("POST", "EiReport", "text/xml; charset=utf-8");

        handler.handle(exchange);

        assertThat(exchange.status).isEqualTo(403);
        assertThat(exchange.body).contains("client certificate");
    }
}
