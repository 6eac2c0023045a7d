package eu.flexcoop.middleware.openadr.vtn.internal.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.osgi.service.component.annotations.Component;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.http.api.Listener;
import eu.flexcoop.middleware.openadr.codec.OadrService;

/** Tells VENs of profile 2.0a, which OpenADR knows and this VTN does not offer, from clients with a wrong address. */
@Component(service = HttpEndpoint.class)
public final class OtherProfiles implements HttpEndpoint {
    private static final String SERVICE_OF_2_0A = OadrService.EI_EVENT.path();

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
        boolean known = exchange.path().equals(SERVICE_OF_2_0A);
        String reason = known
                ? "Profile 2.0a of OpenADR is not offered; use 2.0b at /OpenADR2/Simple/2.0b\n"
                : "There is no service of OpenADR here\n";
        exchange.answer(known ? 501 : 404, "text/plain;charset=utf-8", reason.getBytes(StandardCharsets.UTF_8));
    }
}
