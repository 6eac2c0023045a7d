package eu.flexcoop.middleware.resources.docs.internal;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.resources.api.ApiRoot;
import eu.flexcoop.middleware.resources.api.ApiSettings;
import eu.flexcoop.middleware.resources.api.PublishedResource;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.api.ResourceStatus;

import static org.assertj.core.api.Assertions.assertThat;

class DocsEndpointTest {
    private final DocsEndpoint endpoint = new DocsEndpoint(new DocsEndpoint.Config() {
        @Override
        public Class<? extends Annotation> annotationType() {
            return DocsEndpoint.Config.class;
        }

        @Override
        public String roots() {
            return "1, flex/2";
        }
    });

    /** A request and what came back. */
    private static final class Request implements HttpExchange {
        private final String method;
        private final String path;
        private final Map<String, String> headers = new HashMap<>();
        private int status;
        private String contentType;
        private byte[] body = {};

        private Request(String method, String path) {
            this.method = method;
            this.path = path;
        }

        private String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        @Override
        public String method() {
            return method;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public String rawQuery() {
            return null;
        }

        @Override
        public String header(String name) {
            return null;
        }

        @Override
        public String base() {
            return "https://here/docs/";
        }

        @Override
        public InputStream body() {
            return InputStream.nullInputStream();
        }

        @Override
        public Optional<Principal> caller() {
            return Optional.empty();
        }

        @Override
        public Optional<X509Certificate> certificate() {
            return Optional.empty();
        }

        @Override
        public String remoteAddress() {
            return "here";
        }

        @Override
        public void operation(String name) {
            // not looked at
        }

        @Override
        public void setHeader(String name, String value) {
            headers.put(name, value);
        }

        @Override
        public void answer(int with) {
            status = with;
        }

        @Override
        public void answer(int with, String type, byte[] bytes) {
            status = with;
            contentType = type;
            body = bytes;
        }

        @Override
        public void answer(int with, String type, Body bytes) {
            throw new AssertionError("not expected");
        }
    }

    private Request request(String method, String path) throws IOException {
        Request request = new Request(method, path);
        endpoint.handle(request);
        return request;
    }

    private static List<String> links(String html) {
        return Pattern.compile("(?:href|src)=\"([^\"]*)\"")
                .matcher(html)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    @Test
    void everythingThatThePageNeedsComesFromTheBundle() throws IOException {
        Request page = request("GET", "index.html");
        assertThat(page.status).isEqualTo(200);
        assertThat(page.contentType).startsWith("text/html");
        assertThat(links(page.text())).hasSizeGreaterThan(3);
        for (String link : links(page.text())) {
            Request file = request("GET", link);
            assertThat(file.status).as(link).isEqualTo(200);
            assertThat(file.body).as(link).isNotEmpty();
        }
        assertThat(request("GET", "swagger-ui-bundle.js").text()).contains("SwaggerUIBundle");
        assertThat(request("GET", "roots.json").text()).isEqualTo("[\"1\",\"flex/2\"]");
    }

    @Test
    void theRootsOfBundlesAreOfferedAsLongAsTheyAreThere() throws IOException {
        ApiRoot root = new ApiRoot("/acme/v1", ApiSettings.DEFAULT, new NoResources());
        endpoint.addRoot(root);
        Request offered = request("GET", "roots.json");
        assertThat(offered.text()).isEqualTo("[\"1\",\"flex/2\",\"acme/v1\"]");
        assertThat(offered.headers).containsEntry("Cache-Control", "no-cache");

        endpoint.removeRoot(root);
        assertThat(request("GET", "roots.json").text()).isEqualTo("[\"1\",\"flex/2\"]");
    }

    private static final class NoResources implements ResourceRegistry {
        @Override
        public Optional<PublishedResource> at(String url) {
            return Optional.empty();
        }

        @Override
        public Optional<PublishedResource> named(String name) {
            return Optional.empty();
        }

        @Override
        public Collection<PublishedResource> published() {
            return List.of();
        }

        @Override
        public List<ResourceStatus> list() {
            return List.of();
        }
    }

    @Test
    void noScriptIsInlineOrFromElsewhere() throws IOException {
        Request page = request("GET", "index.html");
        assertThat(page.headers.get("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self';", "connect-src 'self'");
        assertThat(Pattern.compile("<script(?![^>]*\\bsrc=)")
                        .matcher(page.text())
                        .find())
                .isFalse();
        assertThat(page.text()).doesNotContain("http:", "https:", "onclick", "onload");
        assertThat(request("GET", "page.js").text()).doesNotContain("http:", "https:");
    }

    @Test
    void theAddressWithoutAFileLeadsToThePage() throws IOException {
        Request request = request("GET", "");
        assertThat(request.status).isEqualTo(302);
        assertThat(request.headers).containsEntry("Location", "https://here/docs/index.html");
    }

    @Test
    void otherFilesAndMethodsAreRefused() throws IOException {
        assertThat(request("GET", "../META-INF/MANIFEST.MF").status).isEqualTo(404);
        assertThat(request("GET", "swagger-initializer.js").status).isEqualTo(404);
        assertThat(request("POST", "index.html").status).isEqualTo(405);
    }
}
