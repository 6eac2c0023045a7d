package eu.flexcoop.middleware.security.pki.internal;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Locale;

import eu.flexcoop.middleware.http.api.HttpExchange;

/** What the two endpoints of the JSON form have in common. */
final class JsonExchange {
    private static final int CREATED = 201;

    private JsonExchange() {}

    /**
     * False if the request is answered already: it is no POST to the address itself.
     *
     * @throws NotJsonException if the body is of another type
     */
    static boolean isExpected(HttpExchange exchange) throws IOException {
        if (!exchange.path().isEmpty()) {
            exchange.answer(404);
            return false;
        }
        if (!exchange.method().equals("POST")) {
            exchange.setHeader("Allow", "POST");
            exchange.answer(405);
            return false;
        }
        String type = exchange.header("Content-Type");
        if (type == null
                || !type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(EnrolmentDocument.MEDIA_TYPE)) {
            throw new NotJsonException();
        }
        return true;
    }

    static void answer(HttpExchange exchange, X509Certificate issued, X509Certificate authority) throws IOException {
        exchange.setHeader("Cache-Control", "no-store");
        exchange.answer(CREATED, EnrolmentDocument.MEDIA_TYPE, EnrolmentDocument.answer(issued, authority));
    }
}
