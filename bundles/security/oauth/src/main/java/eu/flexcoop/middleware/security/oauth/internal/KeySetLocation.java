package eu.flexcoop.middleware.security.oauth.internal;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;

/** Where the key set of an issuer is; {@link #toString()} says it in messages. */
interface KeySetLocation {
    /** @throws IOException if that cannot be found out now */
    URL find() throws IOException;

    /** @param location URL or path of a file */
    static KeySetLocation configured(String location) {
        URL url = url(location);
        return new KeySetLocation() {
            @Override
            public URL find() {
                return url;
            }

            @Override
            public String toString() {
                return location;
            }
        };
    }

    private static URL url(String location) {
        boolean isUrl =
                location.startsWith("http://") || location.startsWith("https://") || location.startsWith("file:");
        URI uri = isUrl ? URI.create(location) : Path.of(location).toUri();
        try {
            return uri.toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("jwks '%s' is neither a URL nor a file".formatted(location), e);
        }
    }

    /** What the metadata of the issuer say now. */
    static KeySetLocation discovered(IssuerMetadata metadata) {
        return new KeySetLocation() {
            @Override
            public URL find() throws IOException {
                return metadata.address("jwks_uri").toURL();
            }

            @Override
            public String toString() {
                return "the jwks_uri of " + metadata;
            }
        };
    }
}
