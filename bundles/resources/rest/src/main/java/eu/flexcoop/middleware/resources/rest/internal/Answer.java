package eu.flexcoop.middleware.resources.rest.internal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a client gets.
 *
 * @param body JSON; null when there is none
 */
record Answer(int status, Map<String, String> headers, byte[] body) {
    static Answer empty(int status) {
        return new Answer(status, new LinkedHashMap<>(), null);
    }

    static Answer of(int status, byte[] body) {
        return new Answer(status, new LinkedHashMap<>(), body);
    }

    Answer header(String name, String value) {
        headers.put(name, value);
        return this;
    }
}
