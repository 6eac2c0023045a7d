package eu.flexcoop.middleware.fuzz;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.access.FieldVisibility;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.ListQuery;
import eu.flexcoop.middleware.resources.rest.internal.query.Where;

/** Queries of REST: the whole query string, and filters in both forms, JSON and Python. */
public final class QueryTarget {
    private static final RestSettings SETTINGS = new RestSettings(
            new DateText("%Y-%m-%dT%H:%M:%S.%fZ"), 25, 300, Duration.ofSeconds(10), true, false, 10, token -> true);
    private static final ResourceDefinition DEFINITION = BodyTarget.DEFINITION;
    private static final FieldVisibility VISIBILITY = FieldVisibility.whole(DEFINITION);
    private static final Where WHERE = new Where(VISIBILITY, SETTINGS.dates());

    private QueryTarget() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        refusedAtMost(() -> WHERE.parse(text));
        refusedAtMost(() -> list(RestRequest.query(text)));
        refusedAtMost(() -> list(Map.of("sort", text, "projection", text, "page", text, "max_results", text)));
    }

    private static Object list(Map<String, String> query) {
        RestRequest request = new RestRequest(
                "GET",
                DEFINITION.url(),
                query,
                name -> null,
                InputStream.nullInputStream(),
                null,
                "http://localhost/1/");
        refusedAtMost(() -> ListQuery.page(request));
        refusedAtMost(() -> ListQuery.pageSize(request, DEFINITION, SETTINGS));
        refusedAtMost(() -> ListQuery.sort(request, VISIBILITY));
        refusedAtMost(() -> ListQuery.projection(request, VISIBILITY));
        refusedAtMost(() -> ListQuery.link(request, 25, 2, "x", SETTINGS));
        return WHERE.parse(query.getOrDefault("where", ""));
    }

    private static void refusedAtMost(Supplier<?> call) {
        try {
            call.get();
        } catch (RuntimeException e) {
            Refusal.orFinding(e);
        }
    }
}
