package eu.flexcoop.middleware.security.pki.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;

/** Configuration {@value #PID}, shared by the components of this bundle. */
@ObjectClassDefinition(name = "Flexcoop certificates")
public @interface PkiConfig {
    String PID = "eu.flexcoop.middleware.security.pki";

    @Accepts(Form.NEW_FOLDER)
    @AttributeDefinition(description = "Folder of the authority's and the servers' keys")
    String folder() default "data/security";

    @Accepts(guards = true)
    @AttributeDefinition(
            type = AttributeType.PASSWORD,
            description = "Password of the authority's key in ca.p12; empty generates one into ca.password beside it")
    String authorityPassword() default "";

    @Accepts(value = Form.FILE, guards = true)
    @AttributeDefinition(
            description =
                    "Configuration file of the JDK's provider SunPKCS11: the authority's key is made and kept in that token, whose PIN is authorityPassword; empty keeps it in ca.p12")
    String authorityToken() default "";

    @Accepts(Form.HOST)
    @AttributeDefinition(description = "Names and addresses of this machine besides localhost and 127.0.0.1")
    String[] serverNames() default {};

    @AttributeDefinition(description = "How long server certificates are good, ISO-8601")
    String serverValidity() default "P730D";

    @Accepts(Form.KEY_STORE)
    @AttributeDefinition(description = "PKCS#12 file with server certificates of another authority; empty uses our own")
    String serverKeyStore() default "";

    @AttributeDefinition(type = AttributeType.PASSWORD, description = "Password of that file")
    String serverKeyStorePassword() default "";

    @AttributeDefinition(
            min = "PT0S",
            description =
                    "How often the files of the server certificates are looked at; replaced ones are used without a restart; PT0S never looks, ISO-8601")
    String reloadEvery() default "PT10S";

    @AttributeDefinition(description = "How long the certificates of boxes are good, ISO-8601")
    String boxValidity() default "P730D";

    @AttributeDefinition(
            min = "PT0S",
            description =
                    "How long before its end the health check warns of a server certificate or an account's last certificate, ISO-8601")
    String warnBefore() default "P30D";

    @Accepts(Form.URL)
    @AttributeDefinition(
            description =
                    "Address under which others reach /ocsp and /.well-known/est/crl; written into certificates of boxes, empty writes none")
    String publicUrl() default "";

    @AttributeDefinition(
            min = "1",
            description =
                    "Valid certificates that one account of an aggregator has at most, renewed ones included; more get 409")
    int maxPerAccount() default 50;

    @AttributeDefinition(
            min = "1",
            description =
                    "Longest body of an enrolment in bytes, at most maxBodyBytes of the HTTP hub; longer ones get 413")
    long maxBodyBytes() default 65_536;

    @AttributeDefinition(
            min = "0",
            description =
                    "Certificates of boxes remembered at most, about 600 bytes each; set it to the size of the fleet")
    int cacheSize() default 100_000;

    @AttributeDefinition(
            min = "PT0S",
            description =
                    "How long a box is known without asking the register: the longest time a revocation on another node takes, ISO-8601")
    String cacheFor() default "PT1M";
}
