package eu.flexcoop.middleware.security.oauth.internal;

import java.net.URI;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;
import eu.flexcoop.middleware.security.api.InvalidTokenException;
import eu.flexcoop.middleware.security.api.Role;

/**
 * An OpenID Connect issuer as its configuration describes it. It never changes, so that one verification sees one configuration; see
 * {@link IssuerRegistration}.
 */
final class ConfiguredIssuer implements TrustedIssuer {
    private final String url;
    private final IssuerKeys keys;
    private final ClaimRules rules;
    private final Optional<Introspection> introspection;
    private final boolean introspectsSigned;
    private final Set<String> formerIssuers;

    @ObjectClassDefinition(name = "Flexcoop trusted issuer")
    public @interface Config {
        @AttributeDefinition(description = "The iss of its tokens; empty: no issuer is trusted")
        String issuer() default "";

        @Accepts(Form.URL_OR_FILE)
        @AttributeDefinition(
                description = "URL or file of its JSON Web Key Set; empty means where the issuer's metadata say")
        String jwks() default "";

        @AttributeDefinition(description = "What aud must contain; empty means anything")
        String audience() default "";

        @AttributeDefinition(description = "Dotted paths of claims with role names")
        String[] roleClaims() default {"realm_access.roles", "role"};

        @Accepts(Form.PAIR)
        @AttributeDefinition(
                options = {
                    @Option(label = "prosumer", value = "prosumer"),
                    @Option(label = "aggregator", value = "aggregator"),
                    @Option(label = "service", value = "service"),
                    @Option(label = "admin", value = "admin")
                },
                description = "Names that the issuer has for our roles: theirs=ours")
        String[] roleNames() default {};

        @AttributeDefinition(
                options = {
                    @Option(label = "prosumer", value = "prosumer"),
                    @Option(label = "aggregator", value = "aggregator"),
                    @Option(label = "service", value = "service"),
                    @Option(label = "admin", value = "admin")
                },
                description =
                        "Roles that the issuer may grant; empty: all for the own issuer, prosumer and aggregator for others")
        String[] grants() default {};

        @AttributeDefinition(
                description =
                        "Dotted paths of claims with the cooperative, tried in order; issuer-host is the host of iss")
        String[] aggregatorClaims() default {"aggregator_id", ClaimRules.ISSUER_HOST};

        @AttributeDefinition(
                description =
                        "Cooperatives that the issuer may speak for; empty: all for the own issuer, its host for others")
        String[] aggregators() default {};

        @AttributeDefinition(description = "Issuers whose accounts become this one's when it names them")
        String[] formerIssuers() default {};

        @AttributeDefinition(description = "Client that introspects opaque tokens; empty: they are not accepted")
        String introspectionClient() default "";

        @Accepts(needs = "introspectionClient")
        @AttributeDefinition(type = AttributeType.PASSWORD, description = "Secret of that client")
        String introspectionSecret() default "";

        @Accepts(needs = "introspectionClient")
        @AttributeDefinition(description = "Has signed tokens introspected, too, so that the end of a session counts")
        boolean introspectSigned() default false;

        @Accepts(Form.URL)
        @AttributeDefinition(description = "URL of the introspection; empty means where the issuer's metadata say")
        String introspectionUrl() default "";

        @AttributeDefinition(description = "What opaque tokens of this issuer begin with; empty: anything")
        String opaquePrefix() default "";

        @AttributeDefinition(
                min = "PT0S",
                description = "How long an opaque token is accepted without asking again, ISO-8601")
        String introspectionMaxAge() default "PT1M";

        @AttributeDefinition(
                min = "PT0S",
                description = "How long a token that was not active is refused without asking, ISO-8601")
        String inactiveMaxAge() default "PT10S";

        @AttributeDefinition(max = "P1D", description = "How long one introspection may take, ISO-8601")
        String introspectionTimeout() default "PT3S";

        @AttributeDefinition(description = "After which time the keys are fetched anew, ISO-8601")
        String keysMaxAge() default "PT1H";

        @Accepts(below = "keysMaxAge")
        @AttributeDefinition(description = "Time in which the keys are fetched twice at most, ISO-8601")
        String keysMinInterval() default "PT30S";

        @Accepts(below = "keysMaxAge")
        @AttributeDefinition(max = "P1D", description = "How long one fetch may take, ISO-8601")
        String keysTimeout() default "PT3S";
    }

    ConfiguredIssuer(Config config) {
        this.url = config.issuer();
        Duration keysMaxAge = positive("keysMaxAge", config.keysMaxAge());
        Duration keysMinInterval = below("keysMinInterval", config.keysMinInterval(), keysMaxAge);
        Duration keysTimeout = below("keysTimeout", config.keysTimeout(), keysMaxAge);
        IssuerMetadata metadata = new IssuerMetadata(
                url, IssuerKeys.retriever(keysTimeout), keysMaxAge, keysMinInterval, keysTimeout, Clock.systemUTC());
        this.keys = new IssuerKeys(
                config.jwks().isBlank()
                        ? KeySetLocation.discovered(metadata)
                        : KeySetLocation.configured(config.jwks()),
                keysMaxAge,
                keysMinInterval,
                keysTimeout);
        this.introspection = config.introspectionClient().isBlank() || url.isBlank()
                ? Optional.empty()
                : Optional.of(introspection(config, metadata));
        this.introspectsSigned = config.introspectSigned();
        if (introspectsSigned && introspection.isEmpty()) {
            throw new IllegalArgumentException(
                    "Issuer '%s' has introspectSigned = true, which needs introspectionClient and introspectionSecret"
                            .formatted(url));
        }
        this.rules = rules(config);
        this.formerIssuers = Set.copyOf(given(config.formerIssuers()));
    }

    private static Duration positive(String name, String text) {
        Duration duration = Duration.parse(text);
        if (duration.toMillis() <= 0) {
            throw new IllegalArgumentException("%s is %s, give a positive duration".formatted(name, text));
        }
        return duration;
    }

    /** Nimbus can neither keep keys for less time than a fetch may take, nor fetch more often than it may. */
    private static Duration below(String name, String text, Duration keysMaxAge) {
        Duration duration = positive(name, text);
        if (duration.compareTo(keysMaxAge) >= 0) {
            throw new IllegalArgumentException(
                    "%s is %s, which must be shorter than keysMaxAge, %s".formatted(name, text, keysMaxAge));
        }
        return duration;
    }

    private static Introspection introspection(Config config, IssuerMetadata metadata) {
        Optional<URI> configured = Optional.of(config.introspectionUrl())
                .filter(address -> !address.isBlank())
                .map(URI::create);
        return new HttpIntrospection(
                () -> configured.isPresent() ? configured.get() : metadata.address("introspection_endpoint"),
                new HttpIntrospection.Settings(
                        config.opaquePrefix(),
                        config.introspectionClient(),
                        config.introspectionSecret(),
                        Duration.parse(config.introspectionMaxAge()),
                        Duration.parse(config.inactiveMaxAge()),
                        Duration.parse(config.introspectionTimeout())));
    }

    static ClaimRules rules(Config config) {
        Set<Role> grants = EnumSet.noneOf(Role.class);
        given(config.grants()).forEach(name -> grants.add(role(name)));
        Map<String, Role> names = new HashMap<>();
        for (String pair : given(config.roleNames())) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("roleNames '%s' is not of the form theirs=ours".formatted(pair));
            }
            names.put(pair.substring(0, equals).strip(), role(pair.substring(equals + 1)));
        }
        return new ClaimRules(
                Optional.of(config.audience()).filter(audience -> !audience.isBlank()),
                given(config.roleClaims()),
                names,
                grants,
                given(config.aggregatorClaims()),
                Set.copyOf(given(config.aggregators())));
    }

    /** A list from a file is one text with commas. */
    private static List<String> given(String[] values) {
        return Arrays.stream(values)
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
    }

    private static Role role(String name) {
        return Role.valueOf(name.strip().toUpperCase(Locale.ROOT));
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public PublicKey key(String id) {
        return keys.find(id)
                .orElseThrow(() -> new InvalidTokenException("Issuer %s has no key '%s'".formatted(url, id)));
    }

    @Override
    public ClaimRules rules() {
        return rules;
    }

    @Override
    public Optional<Introspection> introspection() {
        return introspection;
    }

    @Override
    public boolean introspectsSigned() {
        return introspectsSigned;
    }

    @Override
    public Set<String> formerIssuers() {
        return formerIssuers;
    }
}
