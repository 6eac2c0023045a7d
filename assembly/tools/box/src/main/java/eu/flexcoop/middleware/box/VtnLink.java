package eu.flexcoop.middleware.box;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.xml.CodecException;
import eu.flexcoop.middleware.openadr.codec.xml.OadrReader;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;

/** The connection of a box to the VTN: one message there, one back. Thread-safe; connections are kept open. */
public final class VtnLink {
    private static final String PATH = "/OpenADR2/Simple/2.0b/";

    private final URI root;
    private final HttpClient http;
    private final OadrReader reader = new OadrReader();
    private final OadrWriter writer = new OadrWriter();

    /**
     * @param root for example {@code https://127.0.0.1:8444}
     * @param tls with the client certificate; of no use with plain HTTP
     */
    public VtnLink(URI root, Optional<SSLContext> tls) {
        this.root = root;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5));
        tls.ifPresent(builder::sslContext);
        http = builder.build();
    }

    /**
     * Sends one message to the service that it belongs to.
     *
     * @throws VtnAwayException if there is no answer, or one that asks to come again (408, 429 or any 5xx)
     * @throws BoxRefusedException if the VTN refuses the message with another HTTP status
     */
    public OadrPayload exchange(OadrPayload message) throws VtnAwayException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(root.resolve(PATH + service(message)))
                .header("Content-Type", "application/xml")
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofByteArray(writer.write(message)))
                .build();
        HttpResponse<byte[]> response;
        try {
            response = http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new VtnAwayException(
                    "%s does not answer: %s"
                            .formatted(root, Optional.ofNullable(e.getMessage()).orElse(e.toString())),
                    Duration.ZERO,
                    e);
        }
        return answer(message, response);
    }

    private OadrPayload answer(OadrPayload message, HttpResponse<byte[]> response) throws VtnAwayException {
        int status = response.statusCode();
        if (status == 200) {
            try {
                return response.body().length == 0
                        ? new Response(EiResponse.ok(""), Optional.empty())
                        : reader.read(response.body());
            } catch (CodecException e) {
                throw new VtnAwayException(
                        "%s answered %s with something else than OpenADR: %s"
                                .formatted(root, message.type().root(), e.getMessage()),
                        Duration.ZERO,
                        e);
            }
        }
        String said = "%s answered %s with HTTP %d: %s"
                .formatted(
                        root,
                        message.type().root(),
                        status,
                        new String(response.body(), StandardCharsets.UTF_8).strip());
        if (status >= 500 || status == 429 || status == 408) {
            throw new VtnAwayException(said, retryAfter(response), null);
        }
        throw new BoxRefusedException(said);
    }

    private static Duration retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(seconds -> seconds.matches("\\d{1,4}"))
                .map(seconds -> Duration.ofSeconds(Integer.parseInt(seconds)))
                .orElse(Duration.ZERO);
    }

    /** The endpoint that a message from a box goes to. */
    static String service(OadrPayload message) {
        // oadrResponse belongs to no service; a box sends it only as an answer to oadrRequestReregistration
        return message.type().service().orElse(OadrService.EI_REGISTER_PARTY).path();
    }
}
