package eu.flexcoop.middleware.security.oauth.internal;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.keycloak.representations.JsonWebToken;

/** The claims of a token; all but the registered ones are reached by their dotted path. */
public final class Claims extends JsonWebToken {
    private static final long serialVersionUID = 1L;

    /** A text at the path. */
    Optional<String> text(String path) {
        return at(path) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    /** The text or the texts at the path. */
    List<String> texts(String path) {
        Object value = at(path);
        if (value instanceof Collection<?> several) {
            return several.stream().map(String::valueOf).toList();
        }
        return value instanceof String text ? List.of(text) : List.of();
    }

    private Object at(String path) {
        Object place = getOtherClaims();
        for (String step : path.split("\\.")) {
            place = place instanceof Map<?, ?> members ? members.get(step) : null;
        }
        return place;
    }
}
