package eu.flexcoop.middleware.ops.health.internal;

import java.util.List;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.http.api.Access;
import eu.flexcoop.middleware.http.api.JaxrsEndpoint;

/** {@code /metrics}: all meters in the text format of Prometheus. */
@Component(service = JaxrsEndpoint.class)
public final class MetricsEndpoint implements JaxrsEndpoint {
    private final PrometheusMeters meters;

    @Activate
    public MetricsEndpoint(@Reference PrometheusMeters meters) {
        this.meters = meters;
    }

    @Override
    public String address() {
        return "/metrics";
    }

    @Override
    public Access access() {
        return Access.OPEN;
    }

    @Override
    public List<Object> resources() {
        return List.of(new Page(meters));
    }

    /** The page itself. */
    @Path("/")
    public static final class Page {
        private final PrometheusMeters meters;

        Page(PrometheusMeters meters) {
            this.meters = meters;
        }

        @GET
        @Produces("text/plain; version=0.0.4; charset=utf-8")
        public String all() {
            return meters.scrape();
        }
    }
}
