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
        return at(getOtherClaims(), path);
    }

    /** Names may have dots themselves, such as {@code https://coop.example/roles} or ids of clients: the longest name counts. */
    private static Object at(Object place, String path) {
        if (!(place instanceof Map<?, ?> members)) {
            return null;
        }
        for (int end = path.length(); end > 0; end = path.lastIndexOf('.', end - 1)) {
            Object value = members.get(path.substring(0, end));
            Object found = value == null || end == path.length() ? value : at(value, path.substring(end + 1));
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
