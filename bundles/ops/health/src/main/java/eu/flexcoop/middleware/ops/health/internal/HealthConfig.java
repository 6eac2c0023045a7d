package eu.flexcoop.middleware.ops.health.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration {@code eu.flexcoop.middleware.ops.health}. */
@ObjectClassDefinition(name = "Flexcoop health")
public @interface HealthConfig {
    @AttributeDefinition(description = "How long one health check may take before it counts as failed, ISO-8601")
    String checkTimeout() default "PT3S";

    @AttributeDefinition(description = "How long results are shown again without asking anew, ISO-8601")
    String keepResults() default "PT1S";
}
