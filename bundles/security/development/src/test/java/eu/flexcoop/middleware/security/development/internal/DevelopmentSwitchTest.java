package eu.flexcoop.middleware.security.development.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

import eu.flexcoop.middleware.security.api.TokenIssuer;

import static org.assertj.core.api.Assertions.assertThat;

class DevelopmentSwitchTest {
    @TempDir
    Path folder;

    private final List<Object> offered = new ArrayList<>();

    private DevelopmentSwitch activate(boolean enabled, String... open) throws Exception {
        return new DevelopmentSwitch(context(), () -> List.of(open), config(enabled));
    }

    /** Keeps what is registered until it is unregistered. */
    private BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (context, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("registerService");
                    assertThat(arguments[0]).isEqualTo(TokenIssuer.class);
                    offered.add(arguments[1]);
                    return Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {ServiceRegistration.class},
                            (registration, called, none) -> {
                                assertThat(called.getName()).isEqualTo("unregister");
                                offered.remove(arguments[1]);
                                return null;
                            });
                });
    }

    private DevelopmentSwitch.Config config(boolean enabled) {
        return new DevelopmentSwitch.Config() {
            @Override
            public boolean enabled() {
                return enabled;
            }

            @Override
            public String keyFolder() {
                return folder.toString();
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return DevelopmentSwitch.Config.class;
            }
        };
    }

    @Test
    void theIssuerRunsWhereAllListenersAreOnTheLoopback() throws Exception {
        DevelopmentSwitch on = activate(true);
        assertThat(offered).hasSize(1).first().isInstanceOf(TokenIssuer.class);

        on.withdraw();
        assertThat(offered).isEmpty();
    }

    @Test
    void theIssuerDoesNotRunWhereTokensAreTakenFromTheNetwork() throws Exception {
        activate(true, "0.0.0.0:8181").withdraw();

        assertThat(offered).isEmpty();
        assertThat(folder).as("not even a key is made").isEmptyDirectory();
    }

    @Test
    void theIssuerDoesNotRunUnlessItIsSwitchedOn() throws Exception {
        activate(false).withdraw();

        assertThat(offered).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }
}
