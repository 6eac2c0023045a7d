package eu.flexcoop.middleware.imports.amon.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;

/** Who may upload, and whose the devices are. */
@ObjectClassDefinition(name = "Flexcoop AMON import")
public @interface AmonConfig {
    @AttributeDefinition(
            description =
                    "Who may upload over HTTP besides administrators, separated by commas: service, service:<client>,"
                            + " aggregator; nobody if it is empty")
    String uploaders() default "";

    @Accepts(value = Form.PAIR, list = true)
    @AttributeDefinition(
            description = "Whose the new devices of a company are where an upload does not say it, separated by commas:"
                    + " companyId=aggregator_id or companyId=aggregator_id/account_id")
    String companies() default "";

    @AttributeDefinition(min = "1", max = "100000", description = "Longest upload over HTTP in MiB")
    int maxBodyMiB() default 256;

    @Accepts(Form.URL_PATH)
    @AttributeDefinition(description = "Address of the uploads over HTTP")
    String address() default "/1/metering_amon_measures";
}
