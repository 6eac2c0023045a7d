package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.bson.Document;

import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.security.api.Caller;

/** Whole requests to a router, bodies with single quotes for double ones. */
public final class Requests {
    private Requests() {}

    public static RestResponse request(
            Router router, Caller caller, String method, String address, String body, String... headers) {
        return router.answer(parsed(caller, method, address, body, headers));
    }

    public static RestRequest parsed(Caller caller, String method, String address, String body, String... headers) {
        int question = address.indexOf('?');
        Map<String, String> sent = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            sent.put(headers[i], headers[i + 1]);
        }
        sent.putIfAbsent("Content-Type", "application/json");
        return new RestRequest(
                method,
                question < 0 ? address : address.substring(0, question),
                RestRequest.query(question < 0 ? null : address.substring(question + 1)),
                sent::get,
                new ByteArrayInputStream(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                caller,
                "http://here/1/");
    }

    public static Document json(RestResponse answer) {
        return Document.parse(new String(answer.body(), StandardCharsets.UTF_8));
    }
}
