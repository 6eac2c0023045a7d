package eu.flexcoop.middleware.security.oauth.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration {@value #PID}, shared by the components of this bundle. */
@ObjectClassDefinition(name = "Flexcoop bearer tokens")
public @interface OauthConfig {
    String PID = "eu.flexcoop.middleware.security.oauth";

    @AttributeDefinition(
            description =
                    "The iss of the issuer that belongs to this installation: it alone may grant service and admin")
    String ownIssuer() default "";

    @AttributeDefinition(min = "PT0S", description = "How far the clocks of issuers may be off, ISO-8601")
    String clockSkew() default "PT30S";

    @AttributeDefinition(min = "0", description = "Verified tokens remembered at most")
    int cacheSize() default 10_000;

    @AttributeDefinition(
            min = "PT0S",
            description = "How long a verified token is accepted without a new check, ISO-8601")
    String cacheFor() default "PT5M";
}
