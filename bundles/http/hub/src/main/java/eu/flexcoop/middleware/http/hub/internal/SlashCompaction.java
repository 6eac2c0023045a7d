package eu.flexcoop.middleware.http.hub.internal;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.URIUtil;

/**
 * Makes one slash of several in a path, before anything looks at it: VENs in the field join {@code /OpenADR2/...} to a base
 * address that ends with a slash.
 */
final class SlashCompaction implements HttpConfiguration.Customizer {
    private static final String SEVERAL = "//";

    /** Has no effect on a connector that already does it. */
    static void addTo(Connector connector) {
        HttpConnectionFactory http = connector.getConnectionFactory(HttpConnectionFactory.class);
        if (http != null && http.getHttpConfiguration().getCustomizer(SlashCompaction.class) == null) {
            http.getHttpConfiguration().addCustomizer(new SlashCompaction());
        }
    }

    @Override
    public void customize(Connector connector, HttpConfiguration configuration, Request request) {
        String path = request.getHttpURI().getPath();
        if (path != null && path.contains(SEVERAL) && !OcspPath.is(path)) {
            String compact = URIUtil.compactPath(path);
            if (URIUtil.canonicalPath(URIUtil.decodePath(compact)) == null) {
                return; // "//../a" is valid and "/../a" is not: RequestSanitizer refuses it
            }
            String query = request.getQueryString();
            request.setURIPathQuery(query == null ? compact : compact + '?' + query);
            request.setPathInfo(request.getHttpURI().getDecodedPath());
        }
    }
}
