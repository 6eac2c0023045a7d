package eu.flexcoop.middleware.openadr.vtn.internal.push;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;

/** How messages are pushed to VENs, and where to. Immutable. */
@Component(service = PushSettings.class, configurationPid = "eu.flexcoop.middleware.openadr.push")
@Designate(ocd = PushSettings.Config.class)
public final class PushSettings {
    private static final String FILE = "etc/eu.flexcoop.middleware.openadr.push.cfg";
    private static final int MOST_CONCURRENT = 10_000;

    /** How messages are pushed to VENs. */
    @ObjectClassDefinition(name = "Flexcoop OpenADR push")
    public @interface Config {
        @AttributeDefinition(description = "Allows http:// addresses too, for development")
        boolean allowHttp() default false;

        @Accepts(value = Form.CIDR, list = true)
        @AttributeDefinition(
                description =
                        "Networks that are not public and may be pushed to, in CIDR notation, with commas between")
        String allowedNetworks() default "";

        @Accepts(value = Form.HOST, list = true)
        @AttributeDefinition(
                description = "Hosts that may be pushed to wherever they are, with commas between; exact names")
        String allowedHosts() default "";

        @Accepts(Form.KEY_STORE)
        @AttributeDefinition(
                description =
                        "PKCS#12 file with certificates of authorities that sign the servers of VENs, beside our own; may be empty")
        String trustStore() default "";

        @AttributeDefinition(type = AttributeType.PASSWORD, description = "Password of that file")
        String trustStorePassword() default "";

        @Accepts(atMost = "timeout")
        @AttributeDefinition(description = "How long a VEN may take to accept a connection, ISO-8601")
        String connectTimeout() default "PT5S";

        @AttributeDefinition(
                description = "How long a push may take from the lookup of the name to the end of the answer, ISO-8601")
        String timeout() default "PT20S";

        @AttributeDefinition(min = "1", description = "Longest answer of a VEN in bytes")
        int maxAnswerBytes() default 262_144;

        @AttributeDefinition(min = "1", max = "10000", description = "Pushes at the same time on one node")
        int maxConcurrent() default 500;

        @Accepts(atMost = "longestPause")
        @AttributeDefinition(
                description = "Longest first pause after a failure, ISO-8601; doubles with each failure, the pause is a"
                        + " random part of it")
        String firstPause() default "PT5S";

        @AttributeDefinition(description = "Longest pause between two attempts, ISO-8601")
        String longestPause() default "PT15M";

        @AttributeDefinition(
                min = "1",
                max = "1000",
                description = "Failures in a row after which a VEN is marked as unreachable")
        int unreachableAfter() default 5;

        @AttributeDefinition(description = "How often a node looks for messages that other nodes have queued, ISO-8601")
        String checkInterval() default "PT1S";
    }

    private final AddressPolicy addresses;
    private final Optional<KeyStore> trusted;
    private final Duration connectTimeout;
    private final Duration timeout;
    private final int maxAnswerBytes;
    private final int maxConcurrent;
    private final Backoff backoff;
    private final int unreachableAfter;
    private final Duration checkInterval;

    @Activate
    public PushSettings(Config config) {
        this(config, InetAddress::getAllByName);
    }

    /** @throws IllegalArgumentException that names the key of a wrong value */
    public PushSettings(Config config, AddressPolicy.Resolver resolver) {
        List<IpNetwork> networks = parsed("allowedNetworks", config.allowedNetworks(), text -> items(text).stream()
                .map(IpNetwork::of)
                .toList());
        addresses = new AddressPolicy(
                config.allowHttp(),
                items(config.allowedHosts()).stream()
                        .map(host -> host.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toSet()),
                networks,
                resolver);
        trusted = trustStore(config.trustStore(), config.trustStorePassword());
        connectTimeout = duration("connectTimeout", config.connectTimeout());
        timeout = duration("timeout", config.timeout());
        maxAnswerBytes = positive("maxAnswerBytes", config.maxAnswerBytes(), Integer.MAX_VALUE);
        maxConcurrent = positive("maxConcurrent", config.maxConcurrent(), MOST_CONCURRENT);
        Duration first = duration("firstPause", config.firstPause());
        Duration longest = duration("longestPause", config.longestPause());
        if (longest.compareTo(first) < 0) {
            throw wrong("longestPause", config.longestPause(), "it is shorter than firstPause");
        }
        backoff = new Backoff(first, longest);
        unreachableAfter = positive("unreachableAfter", config.unreachableAfter(), 1000);
        checkInterval = duration("checkInterval", config.checkInterval());
    }

    private static Optional<KeyStore> trustStore(String file, String password) {
        if (file.isBlank()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            return Optional.of(store);
        } catch (IOException | GeneralSecurityException e) {
            throw wrong("trustStore", file, e.toString());
        }
    }

    private static List<String> items(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    private static Duration duration(String key, String text) {
        Duration duration = parsed(key, text, Duration::parse);
        if (duration.isNegative() || duration.isZero()) {
            throw wrong(key, text, "it must be positive");
        }
        return duration;
    }

    private static int positive(String key, int number, int most) {
        if (number < 1 || number > most) {
            throw wrong(key, Integer.toString(number), "it must be from 1 to %d".formatted(most));
        }
        return number;
    }

    private static <T> T parsed(String key, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw wrong(key, text, e.getMessage());
        }
    }

    private static IllegalArgumentException wrong(String key, String text, String why) {
        return new IllegalArgumentException("%s '%s': %s (%s)".formatted(key, text, why, FILE));
    }

    /** Where messages may be sent. */
    public AddressPolicy addresses() {
        return addresses;
    }

    /** Authorities of servers of VENs, beside those of the listeners. */
    Optional<KeyStore> trusted() {
        return trusted;
    }

    Duration connectTimeout() {
        return connectTimeout;
    }

    Duration timeout() {
        return timeout;
    }

    /** How long a node keeps a VEN to itself; longer than a push can take. */
    Duration lease() {
        return timeout.multipliedBy(2).plusSeconds(20);
    }

    int maxAnswerBytes() {
        return maxAnswerBytes;
    }

    int maxConcurrent() {
        return maxConcurrent;
    }

    Backoff backoff() {
        return backoff;
    }

    int unreachableAfter() {
        return unreachableAfter;
    }

    Duration checkInterval() {
        return checkInterval;
    }
}
