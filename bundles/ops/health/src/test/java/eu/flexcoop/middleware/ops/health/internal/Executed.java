package eu.flexcoop.middleware.ops.health.internal;

import java.lang.reflect.Proxy;
import java.util.Date;
import java.util.Map;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckMetadata;
import org.osgi.framework.ServiceReference;

/** A result as Felix's executor gives it. */
record Executed(HealthCheckMetadata metadata, Result result, boolean hasTimedOut)
        implements HealthCheckExecutionResult {

    static Executed check(String name, Result result, String... tags) {
        Map<String, Object> properties = Map.of(HealthCheck.NAME, name, HealthCheck.TAGS, tags, "service.id", 1L);
        ServiceReference<?> reference = (ServiceReference<?>) Proxy.newProxyInstance(
                Executed.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (proxy, method, arguments) ->
                        method.getName().equals("getProperty") ? properties.get((String) arguments[0]) : null);
        return new Executed(new HealthCheckMetadata(reference), result, false);
    }

    Executed late() {
        return new Executed(metadata, result, true);
    }

    @Override
    public Result getHealthCheckResult() {
        return result;
    }

    @Override
    public long getElapsedTimeInMs() {
        return 7;
    }

    @Override
    public Date getFinishedAt() {
        return new Date();
    }

    @Override
    public HealthCheckMetadata getHealthCheckMetadata() {
        return metadata;
    }
}
