package eu.flexcoop.middleware.openadr.codec;

import java.util.Objects;
import java.util.Optional;

/**
 * How a request went.
 *
 * @param code three digits, {@code 200} is good
 * @param requestId repeats the one of the request; may be empty
 */
public record EiResponse(String code, Optional<String> description, String requestId) {
    public EiResponse {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(requestId, "requestId");
    }

    public static EiResponse ok(String requestId) {
        return new EiResponse("200", Optional.of("OK"), requestId);
    }

    public static EiResponse error(String code, String description, String requestId) {
        return new EiResponse(code, Optional.of(description), requestId);
    }

    public boolean isOk() {
        return code.startsWith("2");
    }
}
