package eu.flexcoop.middleware.ops.health.internal;

import java.util.List;
import java.util.regex.Pattern;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.QueryParam;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
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

    /** @param container required, since before it there may be checks of which none says that the start is not over */
    @Activate
    public HealthEndpoint(
            @Reference HealthCheckExecutor executor,
            @Reference(target = "(" + HealthCheck.NAME + "=" + ContainerCheck.CHECK + ")") HealthCheck container) {
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
        private static final String LIVENESS = "liveness";

        /** The executor puts a tag into a filter as it is, so nothing else may reach it. */
        private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_.]+");

        private final HealthCheckExecutor executor;

        Page(HealthCheckExecutor executor) {
            this.executor = executor;
        }

        /** @param tag shows the checks with this tag only; null shows all */
        @GET
        public Response all(@QueryParam("tag") String tag) {
            return answer(report(tag));
        }

        /** Runs the checks whose failure only a restart of the process repairs; 200 without any. */
        @GET
        @Path("live")
        public Response live() {
            return answer(liveness());
        }

        /** Without any check the state is not known, which must not look like a good one. */
        HealthReport report(String tag) {
            if (tag != null && !TAG.matcher(tag).matches()) {
                return new HealthReport(Result.Status.TEMPORARILY_UNAVAILABLE, List.of());
            }
            HealthCheckSelector selector = HealthCheckSelector.tags(tag == null ? ALL : tag);
            return HealthReport.of(executor.execute(selector), Result.Status.TEMPORARILY_UNAVAILABLE);
        }

        HealthReport liveness() {
            return HealthReport.of(executor.execute(HealthCheckSelector.tags(LIVENESS)), Result.Status.OK);
        }

        private static Response answer(HealthReport report) {
            return Response.status(report.serves() ? 200 : 503)
                    .header("Cache-Control", "no-store")
                    .entity(report.json())
                    .build();
        }
    }
}
