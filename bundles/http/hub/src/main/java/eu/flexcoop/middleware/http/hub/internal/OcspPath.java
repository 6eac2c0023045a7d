package eu.flexcoop.middleware.http.hub.internal;

/**
 * Paths of OCSP requests by GET, {@code /ocsp/} and base64 (RFC 6960, A.1): slashes in them are digits, which clients encode or do not, and several in
 * a row are no mistake.
 */
final class OcspPath {
    private static final String ADDRESS = "/ocsp/";

    private OcspPath() {}

    /** Whether there is nothing but digits of base64 behind the address, so that no proxy can read another path in it. */
    static boolean is(String path) {
        if (!path.startsWith(ADDRESS)) {
            return false;
        }
        for (int at = ADDRESS.length(); at < path.length(); at++) {
            char c = path.charAt(at);
            if (c == '%') {
                String escape = path.substring(at + 1, Math.min(at + 3, path.length()));
                if (!escape.equalsIgnoreCase("2B")
                        && !escape.equalsIgnoreCase("2F")
                        && !escape.equalsIgnoreCase("3D")) {
                    return false;
                }
                at += 2;
            } else if (!isDigit(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '/' && c <= '9' || c == '+' || c == '=';
    }
}
