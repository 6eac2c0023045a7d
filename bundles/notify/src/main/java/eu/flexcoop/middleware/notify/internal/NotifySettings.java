package eu.flexcoop.middleware.notify.internal;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;

/** To whom messages are delivered, and how. Immutable. */
@Component(service = NotifySettings.class, configurationPid = "eu.flexcoop.middleware.notify")
@Designate(ocd = NotifySettings.Config.class)
public final class NotifySettings {
    /** Settings of the delivery. */
    @ObjectClassDefinition(name = "Flexcoop messages between components")
    public @interface Config {
        @Accepts(value = Form.NAMED_URL, list = true)
        @AttributeDefinition(description = "Recipients as id=address, separated by commas; others are refused")
        String recipients() default "";

        @Accepts(atMost = "retryFor")
        @AttributeDefinition(description = "Time until a recipient that cannot be reached is tried again, ISO-8601")
        String retryInterval() default "PT5M";

        @AttributeDefinition(description = "Time after which a message is given up, ISO-8601")
        String retryFor() default "P1D";

        @AttributeDefinition(description = "How long a recipient may take to answer, ISO-8601")
        String timeout() default "PT10S";

        @AttributeDefinition(min = "1", max = "1000", description = "Messages that are delivered at a time")
        int workers() default 4;

        @Accepts(Form.URL)
        @AttributeDefinition(description = "Token endpoint of the issuer; empty: messages carry no token")
        String tokenUrl() default "";

        @Accepts(needs = "tokenUrl")
        @AttributeDefinition(description = "Client whose tokens messages carry")
        String clientId() default "";

        @Accepts(needs = "clientId")
        @AttributeDefinition(type = AttributeType.PASSWORD, description = "Secret of the client")
        String clientSecret() default "";
    }

    private final Map<String, URI> recipients = new HashMap<>();
    private final Duration retryInterval;
    private final Duration retryFor;
    private final Duration timeout;
    private final int workers;
    private final Optional<URI> tokenUrl;
    private final String clientId;
    private final String clientSecret;

    @Activate
    public NotifySettings(Config config) {
        for (String recipient : config.recipients().split(",")) {
            add(recipient);
        }
        this.retryInterval = positive("retryInterval", config.retryInterval());
        this.retryFor = positive("retryFor", config.retryFor());
        this.timeout = positive("timeout", config.timeout());
        if (config.workers() < 1) {
            throw new IllegalArgumentException("workers is %d, use 1 or more".formatted(config.workers()));
        }
        this.workers = config.workers();
        this.tokenUrl = config.tokenUrl().isBlank()
                ? Optional.empty()
                : Optional.of(http(config.tokenUrl().strip()));
        this.clientId = config.clientId();
        this.clientSecret = config.clientSecret();
    }

    private void add(String recipient) {
        if (recipient.isBlank()) {
            return;
        }
        int equals = recipient.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException(
                    "Recipient '%s' is not of the form id=https://host/path".formatted(recipient));
        }
        recipients.put(
                recipient.substring(0, equals).strip(),
                http(recipient.substring(equals + 1).strip()));
    }

    private static URI http(String text) {
        URI address = URI.create(text);
        if (address.getHost() == null || !("https".equals(address.getScheme()) || "http".equals(address.getScheme()))) {
            throw new IllegalArgumentException("'%s' is not an address with http or https".formatted(text));
        }
        return address;
    }

    private static Duration positive(String name, String text) {
        Duration duration = Duration.parse(text);
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException("%s is %s, use a time above zero".formatted(name, text));
        }
        return duration;
    }

    /** Where messages for this recipient go; empty if it is not configured. */
    Optional<URI> recipient(String id) {
        return Optional.ofNullable(recipients.get(id));
    }

    Duration retryInterval() {
        return retryInterval;
    }

    Duration retryFor() {
        return retryFor;
    }

    Duration timeout() {
        return timeout;
    }

    int workers() {
        return workers;
    }

    Optional<URI> tokenUrl() {
        return tokenUrl;
    }

    String clientId() {
        return clientId;
    }

    String clientSecret() {
        return clientSecret;
    }
}
