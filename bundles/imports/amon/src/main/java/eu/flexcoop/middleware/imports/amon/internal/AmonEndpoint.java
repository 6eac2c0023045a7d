package eu.flexcoop.middleware.imports.amon.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.imports.api.ImportFile;
import eu.flexcoop.middleware.imports.api.Refusal;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * Takes uploads over HTTP. The body is kept in a temporary file, as it is checked as a whole before anything is stored; so uploads
 * need no memory. 200: everything is stored. 422: the answer names what is not.
 */
@Component(configurationPid = "eu.flexcoop.middleware.imports.amon", service = HttpEndpoint.class)
public final class AmonEndpoint implements HttpEndpoint {
    private static final JsonFactory JSON = new JsonFactory();
    private static final long MIB = 1L << 20;

    private final AmonImport amon;
    private final Uploaders uploaders;
    private final String address;
    private final long maxBodyBytes;

    @Activate
    public AmonEndpoint(@Reference AmonImport amon, AmonConfig config) {
        this.amon = amon;
        this.uploaders = new Uploaders(config.uploaders());
        this.address = config.address();
        this.maxBodyBytes = config.maxBodyMiB() * MIB;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public long maxBodyBytes() {
        return maxBodyBytes;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        Caller caller = (Caller) exchange.caller().orElseThrow();
        if (!uploaders.include(caller)) {
            throw new UploadForbiddenException(caller);
        }
        if (!exchange.path().isEmpty()) {
            exchange.answer(404);
        } else if (!exchange.method().equals("POST")) {
            exchange.setHeader("Allow", "POST");
            exchange.answer(405);
        } else {
            AmonReport report = take(exchange, caller);
            exchange.answer(report.isComplete() ? 200 : 422, "application/json", json(report));
        }
    }

    private AmonReport take(HttpExchange exchange, Caller caller) throws IOException {
        // readable by this user only
        Path file = Files.createTempFile("flexcoop-amon", ".json");
        try (InputStream body = exchange.body()) {
            Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
            return amon.take(new ImportFile(file, "upload.json"), caller);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    static byte[] json(AmonReport amon) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("_status", amon.isComplete() ? "OK" : "ERR");
            json.writeNumberField("measures_uploaded", amon.report().accepted());
            json.writeNumberField("readings_uploaded", amon.readings());
            json.writeNumberField("measures_refused", amon.report().refused());
            json.writeArrayFieldStart("refused");
            for (Refusal refusal : amon.report().refusals()) {
                json.writeStartObject();
                json.writeStringField("first", refusal.first());
                json.writeStringField("last", refusal.last());
                json.writeNumberField("measures", refusal.values());
                json.writeStringField("reason", refusal.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
