package eu.flexcoop.middleware.security.oauth.internal;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

import eu.flexcoop.middleware.extension.api.Whiteboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The issuers as the verifier sees them, in a registry of services that is a whiteboard. */
class IssuerRegistrationTest {
    private static final String URL = "https://id.coop.example";

    private final List<String> changes = new ArrayList<>();
    private final Whiteboard<String, TrustedIssuer> issuers = new Whiteboard<>(
            "Trusted issuer",
            TrustedIssuer::url,
            (url, before, now) -> changes.add(url + (now.isPresent() ? " is there" : " is gone")));

    private BundleContext context() {
        return proxy(BundleContext.class, (method, arguments) -> {
            assertThat(method).isEqualTo("registerService");
            TrustedIssuer issuer = (TrustedIssuer) arguments[1];
            issuers.add(issuer, properties(arguments[2]));
            return proxy(ServiceRegistration.class, (called, none) -> {
                assertThat(called).isEqualTo("unregister");
                issuers.remove(issuer);
                return null;
            });
        });
    }

    @SuppressWarnings("unchecked")
    private static Map<String, ?> properties(Object dictionary) {
        return (Map<String, ?>) dictionary;
    }

    private interface Called {
        Object with(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Called called) {
        return type.cast(Proxy.newProxyInstance(
                IssuerRegistrationTest.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> called.with(method.getName(), arguments)));
    }

    private TrustedIssuer active() {
        return issuers.active().get(URL);
    }

    @Test
    void aChangedIssuerReplacesTheOneOfBeforeWithoutAGap() {
        IssuerRegistration registration = new IssuerRegistration(context(), ConfiguredIssuerTest.config(Map.of()));
        TrustedIssuer first = active();
        for (int i = 0; i < 3; i++) {
            TrustedIssuer before = active();
            registration.change(ConfiguredIssuerTest.config(Map.of("audience", "middleware" + i)));
            assertThat(active()).isNotSameAs(before);
        }

        assertThat(active().rules().audience()).contains("middleware2");
        assertThat(active()).isNotSameAs(first);
        assertThat(changes).hasSize(4).containsOnly(URL + " is there");
        registration.withdraw();
        assertThat(issuers.active()).isEmpty();
    }

    @Test
    void anIssuerOfAnotherNameTakesThePlaceOfTheOneOfBefore() {
        IssuerRegistration registration = new IssuerRegistration(context(), ConfiguredIssuerTest.config(Map.of()));

        registration.change(ConfiguredIssuerTest.config(Map.of("issuer", "https://other.example")));

        assertThat(issuers.active()).containsOnlyKeys("https://other.example");
    }

    @Test
    void aChangeThatCannotWorkLeavesTheIssuerOfBefore() {
        IssuerRegistration registration = new IssuerRegistration(context(), ConfiguredIssuerTest.config(Map.of()));
        TrustedIssuer before = active();

        assertThatThrownBy(() -> registration.change(ConfiguredIssuerTest.config(Map.of("keysMaxAge", "PT0S"))))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(active()).isSameAs(before);
        registration.withdraw();
        assertThat(issuers.active()).isEmpty();
    }
}
