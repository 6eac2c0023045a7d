package eu.flexcoop.middleware.ops.health.internal;

import java.util.List;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.QueryParam;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.JaxrsEndpoint;

/**
 * {@code /health}: the result of every check, 200 while requests can be served, otherwise 503. Felix's executor runs the checks:
 * side by side, each with a time limit, and not anew while a result is fresh.
 */
@Component(service = JaxrsEndpoint.class)
public final class HealthEndpoint implements JaxrsEndpoint {
    private final HealthCheckExecutor executor;

    /** @param container required, since without any check an early answer would be OK */
    @Activate
    public HealthEndpoint(
            @Reference HealthCheckExecutor executor,
            @Reference(target = "(" + HealthCheck.NAME + "=container)") HealthCheck container) {
        this.executor = executor;
    }

    @Override
    public String address() {
        return "/health";
    }

    @Override
    public Access access() {
        return Access.OPEN;
    }

    @Override
    public List<Object> resources() {
        return List.of(new Page(executor));
    }

    /** The pages themselves. */
    @Path("/")
    @Produces(MediaType.APPLICATION_JSON)
    public static final class Page {
        private static final String ALL = "*";

        private final HealthCheckExecutor executor;

        Page(HealthCheckExecutor executor) {
            this.executor = executor;
        }

        /** @param tag shows the checks with this tag only; null shows all */
        @GET
        public Response all(@QueryParam("tag") String tag) {
            HealthCheckSelector selector = HealthCheckSelector.tags(tag == null || tag.isBlank() ? ALL : tag);
            return answer(executor.execute(selector));
        }

        /** Answers while the process lives; runs no check. */
        @GET
        @Path("live")
        public Response live() {
            return answer(List.of());
        }

        private static Response answer(List<HealthCheckExecutionResult> results) {
            HealthReport report = HealthReport.of(results);
            return Response.status(report.serves() ? 200 : 503)
                    .header("Cache-Control", "no-store")
                    .entity(report.json())
                    .build();
        }
    }
}
