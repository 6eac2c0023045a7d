package eu.flexcoop.middleware.security.oauth.internal;

import java.io.IOException;

/** Gives a JSON Web Key Set as it is now. */
@FunctionalInterface
interface KeySource {
    byte[] read() throws IOException;
}
