package eu.flexcoop.middleware.itests;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Documents below a parent, with files, as forms and as XML, over real HTTP. */
class FormatsIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String PLANS =
            """
            {"url": "sites/<int:site>/plans", "resource_methods": ["GET", "POST", "DELETE"], "item_methods": ["GET"],
             "access": {"service": {}},
             "schema": {"site": {"type": "integer"}, "title": {"type": "string"}, "drawing": {"type": "media"}}}
            """;

    @RegisterExtension
    static final SharedMiddleware SHARED = new SharedMiddleware();

    private static Middleware middleware;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        middleware = SHARED.middleware();
        token = middleware.serviceToken();
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        return middleware.send(
                middleware.request(path, token).headers(headers).GET().build());
    }

    @Test
    void aFormWithAFileIsStoredAndReadInEveryForm() throws Exception {
        DeployedBundle.resources(middleware, "acme.plans", Map.of("plans", PLANS));
        await("the resource").atMost(SOON).untilAsserted(() -> assertThat(
                        middleware.get("/1/sites/7/plans", token).statusCode())
                .isEqualTo(200));

        String drawing = "0123456789".repeat(200_000);
        HttpResponse<String> posted = middleware.send(middleware
                .request("/1/sites/7/plans", token)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "--b\r\nContent-Disposition: form-data; name=title\r\n\r\nA & B\r\n"
                                + "--b\r\nContent-Disposition: form-data; name=drawing; filename=a.txt\r\n"
                                + "Content-Type: text/plain\r\n\r\n" + drawing + "\r\n--b--"))
                .build());
        assertThat(posted.statusCode()).as(posted.body()).isEqualTo(201);
        String item = posted.headers().firstValue("Location").orElseThrow().replaceFirst(".*(/1/)", "$1");
        assertThat(item).startsWith("/1/sites/7/plans/");

        assertThat(Middleware.json(get(item, "Accept", "application/json"))
                        .get("drawing")
                        .asText())
                .isEqualTo(Base64.getEncoder().encodeToString(drawing.getBytes()));
        HttpResponse<String> xml = get("/1/sites/7/plans", "Accept", "text/html,application/xml;q=0.9,*/*;q=0.8");
        assertThat(xml.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/xml");
        assertThat(xml.body()).contains("<title>A &amp; B</title>", "<site>7</site>", "<drawing>/1/media/");
        String file = xml.body().replaceFirst("(?s).*<drawing>([^<]*)<.*", "$1");

        HttpResponse<String> whole = get(file, "Accept", "*/*");
        assertThat(whole.body()).isEqualTo(drawing);
        assertThat(whole.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain");
        HttpResponse<String> part = get(file, "Range", "bytes=1999998-");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("89");
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 1999998-1999999/2000000");
        HttpResponse<String> head = middleware.send(middleware
                .request(file, token)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
        assertThat(head.headers().firstValue("Content-Length")).contains("2000000");
        assertThat(middleware.get(file, "").statusCode()).isEqualTo(401);

        HttpResponse<String> deleted = middleware.send(
                middleware.request("/1/sites/7/plans", token).DELETE().build());
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(get(file, "Accept", "*/*").statusCode()).isEqualTo(404);
    }

    @Test
    void filesAreNotShownAsDocuments() throws Exception {
        DeployedBundle.resources(
                middleware,
                "acme.stolen",
                Map.of("stolen", "{\"datasource\": {\"source\": \"fs.files\"}, \"access\": {\"service\": {}}}"));
        await("the refusal").atMost(SOON).untilAsserted(() -> assertThat(
                        middleware.shell("resource:list --no-format").output())
                .contains("fs.files"));
        assertThat(middleware.get("/1/stolen", token).statusCode()).isEqualTo(404);
    }
}
