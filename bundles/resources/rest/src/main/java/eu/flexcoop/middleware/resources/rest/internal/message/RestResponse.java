package eu.flexcoop.middleware.resources.rest.internal.message;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a client gets.
 *
 * @param body JSON; null when there is none
 */
public record RestResponse(int status, Map<String, String> headers, byte[] body) {
    public static RestResponse empty(int status) {
        return new RestResponse(status, new LinkedHashMap<>(), null);
    }

    public static RestResponse of(int status, byte[] body) {
        return new RestResponse(status, new LinkedHashMap<>(), body);
    }

    public RestResponse header(String name, String value) {
        headers.put(name, value);
        return this;
    }
}
