package eu.flexcoop.middleware.security.oauth.internal;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConfiguredIssuerTest {
    private static ConfiguredIssuer issuer(Map<String, ?> settings) {
        return new ConfiguredIssuer(config(settings));
    }

    static ConfiguredIssuer.Config config(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(Map.of("issuer", "https://id.coop.example"));
        all.putAll(settings);
        return (ConfiguredIssuer.Config) Proxy.newProxyInstance(
                ConfiguredIssuerTest.class.getClassLoader(),
                new Class<?>[] {ConfiguredIssuer.Config.class},
                (proxy, method, arguments) -> all.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    /** Nimbus would throw later, in words that no operator knows. */
    @ParameterizedTest
    @CsvSource({
        "keysMinInterval, PT1H, must be shorter than keysMaxAge",
        "keysMinInterval, PT2H, must be shorter than keysMaxAge",
        "keysTimeout, PT1H, must be shorter than keysMaxAge",
        "keysMaxAge, PT20S, keysMinInterval is PT30S",
        "keysMaxAge, PT0S, give a positive duration",
        "keysMinInterval, PT-1S, give a positive duration",
        "keysTimeout, PT0S, give a positive duration"
    })
    void timesOfKeysThatCannotWorkAreNamed(String setting, String value, String why) {
        assertThatThrownBy(() -> issuer(Map.of(setting, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void timesThatAreJustShortEnoughWork() {
        assertThat(issuer(Map.of("keysMaxAge", "PT30.001S", "keysMinInterval", "PT30S", "keysTimeout", "PT30S"))
                        .url())
                .isEqualTo("https://id.coop.example");
    }

    @Test
    void introspectionOfSignedTokensNeedsAClient() {
        assertThatThrownBy(() -> issuer(Map.of("introspectSigned", true)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs introspectionClient");
        assertThat(issuer(Map.of(
                                "introspectSigned",
                                true,
                                "introspectionClient",
                                "middleware",
                                "introspectionSecret",
                                "s"))
                        .introspectsSigned())
                .isTrue();
    }
}
