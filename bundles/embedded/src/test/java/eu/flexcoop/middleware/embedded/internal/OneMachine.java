package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

import eu.flexcoop.middleware.servers.api.ConfiguredServers;
import eu.flexcoop.middleware.servers.api.ServerAddress;
import eu.flexcoop.middleware.servers.api.ServerKind;

/** The embedded servers without a container around them; as a program it runs them until it is killed. */
final class OneMachine implements AutoCloseable {
    static final Path JARS = Path.of("../../assembly/servers").toAbsolutePath().normalize();

    final Map<ServerKind, URI> addresses = new ConcurrentHashMap<>();
    final EmbeddedServers servers;

    private OneMachine(Path data, Map<ServerKind, URI> elsewhere) throws IOException {
        ConfiguredServers configured = kind -> Optional.ofNullable(elsewhere.get(kind));
        servers = new EmbeddedServers(framework(), configured, config(data));
    }

    static OneMachine allIn(Path data) throws IOException {
        return new OneMachine(data, Map.of());
    }

    static OneMachine only(ServerKind wanted, Path data) throws IOException {
        Map<ServerKind, URI> elsewhere = new EnumMap<>(ServerKind.class);
        for (ServerKind kind : ServerKind.values()) {
            if (kind != wanted) {
                elsewhere.put(kind, URI.create(kind.key() + "://elsewhere:1"));
            }
        }
        return new OneMachine(data, elsewhere);
    }

    static Path mongod() throws MissingServerException {
        return new MongodProgram("", System.getenv("PATH"), downloaded()).find();
    }

    static boolean hasMongod() {
        try {
            mongod();
            return true;
        } catch (MissingServerException e) {
            return false;
        }
    }

    static boolean hasJarsOf(String server) {
        return Files.isDirectory(JARS.resolve("target").resolve(server).resolve("lib"));
    }

    private static Path downloaded() {
        return Path.of(System.getProperty("user.home"), ".cache", "flexcoop", "mongod", "6.0.5", "mongod");
    }

    private BundleContext framework() {
        return (BundleContext) proxy(BundleContext.class, (method, arguments) -> {
            ServerAddress address = (ServerAddress) arguments[1];
            addresses.put(address.kind(), address.uri());
            return proxy(
                    ServiceRegistration.class,
                    (unregister, none) -> addresses.remove(address.kind()) == null ? null : null);
        });
    }

    private interface Call {
        Object on(String method, Object[] arguments);
    }

    private static Object proxy(Class<?> type, Call call) {
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.on(method.getName(), arguments));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        servers.stop();
    }

    public static void main(String[] arguments) throws Exception {
        long begin = System.nanoTime();
        OneMachine machine = allIn(Path.of(arguments[0]));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                machine.close();
            } catch (IOException | InterruptedException e) {
                System.err.println(e);
            }
        }));
        while (machine.addresses.size() < 3) {
            Thread.sleep(50);
        }
        System.out.printf("ALL READY after %d ms%n", (System.nanoTime() - begin) / 1_000_000);
        Thread.currentThread().join();
    }

    private static EmbeddedServers.Config config(Path data) throws IOException {
        Path home = Files.createDirectories(data).resolve("jars");
        for (String server : new String[] {"hbase", "amqp"}) {
            Path lib = home.resolve(server).resolve("lib");
            if (hasJarsOf(server) && !Files.exists(lib)) {
                Files.createDirectories(lib.getParent());
                Files.createSymbolicLink(
                        lib, JARS.resolve("target").resolve(server).resolve("lib"));
            }
        }
        return new EmbeddedServers.Config() {
            @Override
            public String data() {
                return data.toString();
            }

            @Override
            public String servers_home() {
                return home.toString();
            }

            @Override
            public String mongod() {
                return "";
            }

            @Override
            public String mongod_downloaded() {
                return downloaded().toString();
            }

            @Override
            public String hbase_heap() {
                return "512m";
            }

            @Override
            public String amqp_heap() {
                return "256m";
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return EmbeddedServers.Config.class;
            }
        };
    }
}
