package eu.flexcoop.middleware.resources.docs.internal;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** One file of the page: its own, or one of Swagger UI. Read anew for each request, since the page is opened rarely. */
record DocsFile(String contentType, Content content) {
    private static final String WEBJAR = "/META-INF/resources/webjars/swagger-ui/";
    private static final Map<String, String> OWN = Map.of(
            "index.html",
            "text/html;charset=utf-8",
            "page.css",
            "text/css",
            "page.js",
            "text/javascript;charset=utf-8");
    private static final Map<String, String> SWAGGER_UI = Map.of(
            "swagger-ui.css",
            "text/css",
            "swagger-ui-bundle.js",
            "text/javascript;charset=utf-8",
            "swagger-ui-bundle.js.LICENSE.txt",
            "text/plain;charset=utf-8",
            "favicon-32x32.png",
            "image/png");

    /** Where the bytes come from. */
    interface Content {
        byte[] read() throws IOException;
    }

    /** By name: the files of the page, those of Swagger UI and the given ones. */
    static Map<String, DocsFile> all(Map<String, DocsFile> more) {
        Map<String, DocsFile> files = new HashMap<>(more);
        OWN.forEach((name, type) -> files.put(name, new DocsFile(type, () -> resource("/docs/" + name))));
        String folder = WEBJAR + version() + "/";
        SWAGGER_UI.forEach((name, type) -> files.put(name, new DocsFile(type, () -> resource(folder + name))));
        return Map.copyOf(files);
    }

    /** The version is part of the webjar's paths; only the build says which it is. */
    private static String version() {
        Properties properties = new Properties();
        try (InputStream in = open("/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("The bundle was built without Swagger UI", e);
        }
        return properties.getProperty("version");
    }

    byte[] read() throws IOException {
        return content.read();
    }

    private static byte[] resource(String path) throws IOException {
        try (InputStream in = open(path)) {
            return in.readAllBytes();
        }
    }

    private static InputStream open(String path) throws FileNotFoundException {
        InputStream in = DocsFile.class.getResourceAsStream(path);
        if (in == null) {
            throw new FileNotFoundException(path);
        }
        return in;
    }
}
