package eu.flexcoop.middleware.routes.results.publish.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;

/** What is published, where and how. */
@ObjectClassDefinition(name = "Flexcoop route results-publish")
public @interface PublishConfig {
    /** Its configuration. */
    String PID = "eu.flexcoop.middleware.routes.results.publish";

    @Accepts(value = Form.NAME, list = true)
    @AttributeDefinition(description = "Modules whose results are published, separated by commas; empty: none")
    String modules() default "";

    @Accepts(Form.NAME)
    @AttributeDefinition(description = "Durable topic exchange")
    String exchange() default "flexcoop.results";

    @AttributeDefinition(description = "Pause between two searches for runs whose results wait, ISO-8601")
    String period() default "PT2S";

    @AttributeDefinition(min = "1", description = "Results that are published and confirmed together")
    int batch() default 200;

    @AttributeDefinition(description = "Time that a run may wait before health warns, ISO-8601")
    String lag() default "PT5M";
}
