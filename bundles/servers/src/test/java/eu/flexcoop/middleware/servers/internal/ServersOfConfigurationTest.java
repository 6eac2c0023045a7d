package eu.flexcoop.middleware.servers.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

import eu.flexcoop.middleware.servers.api.ServerAddress;
import eu.flexcoop.middleware.servers.api.ServerKind;
import eu.flexcoop.middleware.servers.api.ServerState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServersOfConfigurationTest {
    private final List<Object> registered = new ArrayList<>();
    private final BundleContext framework = (BundleContext) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                registered.add(arguments[1]);
                return (ServiceRegistration<?>) Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {ServiceRegistration.class},
                        (registration, unregister, nothing) -> null);
            });

    @Test
    void offersNothingWhereNothingIsConfigured() {
        ServersOfConfiguration servers = new ServersOfConfiguration(framework, config("", " ", ""));
        assertThat(registered).isEmpty();
        assertThat(servers.states()).isEmpty();
        assertThat(servers.address(ServerKind.MONGODB)).isEmpty();
    }

    @Test
    void offersEachConfiguredServerAndHidesItsPassword() {
        ServersOfConfiguration servers = new ServersOfConfiguration(
                framework,
                config("mongodb://me:secret@a:1,b:2/flex?replicaSet=r", "zk1,zk2:2182", "amqps://u:secret@mq:5671/v"));
        assertThat(registered).hasSize(3).allSatisfy(address -> assertThat(address.toString())
                .doesNotContain("secret"));
        assertThat(servers.states())
                .extracting(ServerState::address)
                .containsExactly("mongodb://a:1,b:2/flex", "hbase://zk1,zk2:2182", "amqps://mq:5671/v");
        assertThat(servers.states()).noneMatch(ServerState::isManaged);
    }

    @Test
    void addsThePortOfZooKeeperWhereItIsMissing() {
        ServersOfConfiguration servers = new ServersOfConfiguration(framework, config("", "zk", ""));
        assertThat(servers.address(ServerKind.HBASE)).contains(URI.create("hbase://zk:2181"));
        assertThat(((ServerAddress) registered.get(0)).kind()).isEqualTo(ServerKind.HBASE);
    }

    @Test
    void namesTheKeyOfAWrongAddressButNotItsPassword() {
        assertThatThrownBy(() -> new ServersOfConfiguration(framework, config("", "", "http://u:secret@mq")))
                .hasMessageContaining("amqp.uri")
                .hasMessageContaining("amqp")
                .hasMessageNotContaining("secret");
    }

    private static ServersOfConfiguration.Config config(String mongodb, String hbase, String amqp) {
        return new ServersOfConfiguration.Config() {
            @Override
            public String mongodb_uri() {
                return mongodb;
            }

            @Override
            public String hbase_quorum() {
                return hbase;
            }

            @Override
            public String amqp_uri() {
                return amqp;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return ServersOfConfiguration.Config.class;
            }
        };
    }
}
