package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.osgi.service.component.annotations.Component;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.http.api.Listener;
import eu.flexcoop.middleware.openadr.codec.OadrService;

/**
 * Tells VENs of profile 2.0a, which OpenADR knows and this VTN does not offer, from clients with a wrong address. While a node starts this endpoint may
 * be there before the one of profile 2.0b, whose VENs are told to come again.
 */
@Component(service = HttpEndpoint.class)
public final class OtherProfiles implements HttpEndpoint {
    private static final String SERVICE_OF_2_0A = OadrService.EI_EVENT.path();
    private static final String OFFERED = "2.0b";

    @Override
    public String address() {
        return "/OpenADR2/Simple";
    }

    @Override
    public Listener listener() {
        return Listener.VTN;
    }

    @Override
    public Access access() {
        return Access.OPEN;
    }

    /** None is read. */
    @Override
    public long maxBodyBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = exchange.path();
        if (path.equals(SERVICE_OF_2_0A)) {
            answer(exchange, 501, "Profile 2.0a of OpenADR is not offered; use 2.0b at /OpenADR2/Simple/2.0b");
        } else if (path.equals(OFFERED) || path.startsWith(OFFERED + "/")) {
            exchange.setHeader("Retry-After", Long.toString(UnavailableException.RETRY_AFTER.toSeconds()));
            answer(exchange, 503, "The VTN is starting; send the message again");
        } else {
            answer(exchange, 404, "There is no service of OpenADR here");
        }
    }

    private static void answer(HttpExchange exchange, int status, String reason) throws IOException {
        exchange.answer(status, "text/plain;charset=utf-8", (reason + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
