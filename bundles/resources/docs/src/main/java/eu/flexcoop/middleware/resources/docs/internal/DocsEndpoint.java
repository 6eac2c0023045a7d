package eu.flexcoop.middleware.resources.docs.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;
import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.HttpEndpoint;
import eu.flexcoop.middleware.http.api.HttpExchange;
import eu.flexcoop.middleware.resources.api.ApiRoot;

/** The page that shows the description of the API, with Swagger UI from the bundle. */
@Component(configurationPid = "eu.flexcoop.middleware.resources.docs", service = HttpEndpoint.class)
@Designate(ocd = DocsEndpoint.Config.class)
public final class DocsEndpoint implements HttpEndpoint {
    /** Settings of the page. */
    @ObjectClassDefinition(name = "Flexcoop API documentation")
    public @interface Config {
        @Accepts(value = Form.NAME, list = true)
        @AttributeDefinition(
                description =
                        "API roots that the page offers beside those of bundles, without slashes, separated by commas")
        String roots() default "1";
    }

    private static final String PAGE = "index.html";

    /** Styles are set by Swagger UI's scripts as well; scripts and data come from here only. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final String ROOTS = "roots.json";

    private final Map<String, DocsFile> files;
    private final List<String> own;
    private final Set<ApiRoot> brought = ConcurrentHashMap.newKeySet();

    @Activate
    public DocsEndpoint(Config config) {
        this.own = Arrays.stream(config.roots().split(",")).map(String::strip).toList();
        this.files = DocsFile.all(Map.of(ROOTS, new DocsFile("application/json", this::roots)));
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addRoot(ApiRoot root) {
        brought.add(root);
    }

    void removeRoot(ApiRoot root) {
        brought.remove(root);
    }

    private byte[] roots() {
        return Stream.concat(
                        own.stream(),
                        brought.stream()
                                .map(root -> root.address().substring(1))
                                .sorted())
                .map(root -> '"' + root.replaceAll("[^A-Za-z0-9._/-]", "") + '"')
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String address() {
        return "/docs";
    }

    @Override
    public Access access() {
        return Access.OPEN;
    }

    @Override
    public long maxBodyBytes() {
        return 0;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        exchange.setHeader("Content-Security-Policy", POLICY);
        exchange.setHeader("X-Content-Type-Options", "nosniff");
        exchange.setHeader("Referrer-Policy", "no-referrer");
        DocsFile file = files.get(exchange.path());
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            exchange.setHeader("Allow", "GET, HEAD");
            exchange.answer(405);
        } else if (exchange.path().isEmpty()) {
            // the links of the page are relative, and /docs may have been called without the slash
            exchange.setHeader("Location", exchange.base() + PAGE);
            exchange.answer(302);
        } else if (file != null) {
            exchange.setHeader("Cache-Control", exchange.path().equals(ROOTS) ? "no-cache" : "max-age=3600");
            exchange.answer(200, file.contentType(), file.read());
        } else {
            exchange.answer(404);
        }
    }
}
