package eu.flexcoop.middleware.resources.rest.internal.render;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.resources.rest.internal.message.BeginningInMemory;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;

/**
 * Gives answers the form that the client accepts: JSON as they are made, JSON with line breaks ({@code ?pretty}), or XML. Answers that
 * clients accept as JSON pass through untouched. Thread-safe.
 */
public final class Rendering {
    private static final String JSON = "application/json";
    private static final List<String> XML = List.of("application/xml", "text/xml", "application/x-xml");

    private final List<String> offered;

    /** JSON and XML. */
    public Rendering() {
        this(true);
    }

    /** @param xml otherwise all answers are JSON */
    public Rendering(boolean xml) {
        List<String> types = new ArrayList<>(List.of(JSON));
        if (xml) {
            types.addAll(XML);
        }
        this.offered = List.copyOf(types);
    }

    /** The content type of the answer to the request: that of JSON if the client accepts nothing of what is offered. */
    public String type(RestRequest request) {
        String accept = request.headers().apply("Accept");
        boolean json =
                offered.size() == 1 || accept == null || accept.startsWith("*/*") || accept.startsWith(JSON + ",");
        return json || accept.equals(JSON) ? JSON : MediaTypes.best(accept, offered);
    }

    /** Whether the client gets XML. */
    public boolean isXml(RestRequest request) {
        return !type(request).equals(JSON);
    }

    public RestResponse render(RestRequest request, RestResponse answer) {
        if (answer.body() == null || answer.headers().containsKey("Content-Type")) {
            return answer; // empty, or of a type of its own
        }
        String type = type(request);
        boolean pretty = request.query().containsKey("pretty");
        if (type.equals(JSON) && !pretty) {
            return answer;
        }
        try {
            RestResponse rendered = answer.rest() == null ? whole(answer, type) : beginning(answer, type);
            rendered.headers().putAll(answer.headers());
            return rendered.header("Content-Type", type).header("Vary", "Accept");
        } catch (IOException e) {
            answer.close();
            throw new UncheckedIOException("Cannot happen: the stream is memory", e);
        }
    }

    private static RestResponse whole(RestResponse answer, String type) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(answer.body().length * 2);
        JsonTokens tokens = new JsonTokens(sink(type, bytes, answer));
        tokens.write(answer.body());
        tokens.end();
        return RestResponse.of(answer.status(), bytes.toByteArray());
    }

    private static RestResponse beginning(RestResponse answer, String type) throws IOException {
        BeginningInMemory target = new BeginningInMemory();
        JsonTokens tokens = new JsonTokens(sink(type, target, answer));
        tokens.write(answer.body());
        return RestResponse.of(answer.status(), target.bytes(), new Rendered(answer.rest(), tokens, target));
    }

    private static TokenSink sink(String type, OutputStream target, RestResponse answer) throws IOException {
        return type.equals(JSON)
                ? new PrettyJson(target)
                : new XmlBody(target, Optional.ofNullable(answer.rest()).map(RestResponse.Rest::self));
    }

    /** The rest of an answer in another form. */
    private record Rendered(RestResponse.Rest json, JsonTokens tokens, BeginningInMemory target)
            implements RestResponse.Rest {
        @Override
        public void writeTo(OutputStream client) throws IOException {
            target.sendTo(client);
            json.writeTo(tokens);
            tokens.end();
        }

        @Override
        public void close() {
            json.close();
        }
    }
}
