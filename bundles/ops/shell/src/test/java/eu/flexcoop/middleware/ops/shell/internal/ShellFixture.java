package eu.flexcoop.middleware.ops.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.karaf.shell.api.console.Session;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** A session and a service registry for commands; counts how often each service is held. */
final class ShellFixture {
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final PrintStream console = new PrintStream(output, true, StandardCharsets.UTF_8);
    private final Map<String, List<Registered>> services = new HashMap<>();
    private final Map<String, Object> variables = new HashMap<>();
    private final StringBuilder asked = new StringBuilder();
    private String answer;

    private final class Registered {
        private final Object service;
        private final ServiceReference<?> reference;
        private int held;

        Registered(Object service, int ranking) {
            this.service = service;
            this.reference = proxy(ServiceReference.class, (proxy, method, arguments) -> switch (method.getName()) {
                case "compareTo" -> Integer.compare(
                        ranking, (int) ((ServiceReference<?>) arguments[0]).getProperty("service.ranking"));
                case "getProperty" -> ranking;
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == arguments[0];
                default -> throw new UnsupportedOperationException(method.getName());
            });
        }
    }

    <T> ShellFixture with(Class<T> type, T service, int ranking) {
        services.computeIfAbsent(type.getName(), none -> new ArrayList<>()).add(new Registered(service, ranking));
        return this;
    }

    ShellFixture as(String user) {
        variables.put("USER", user);
        return this;
    }

    /** What the operator types when a command asks; null if the input is at its end. */
    ShellFixture answering(String line) {
        answer = line;
        return this;
    }

    /** What commands have asked. */
    String asked() {
        return asked.toString();
    }

    /** Runs a command and returns what it printed. */
    String run(OperatorCommand command) throws Exception {
        command.bundleContext = bundleContext();
        command.session = proxy(Session.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getConsole" -> console;
            case "get" -> variables.get(arguments[0]);
            case "readLine" -> {
                asked.append(arguments[0]);
                yield answer;
            }
            default -> throw new UnsupportedOperationException(method.getName());
        });
        command.execute();
        return output.toString(StandardCharsets.UTF_8);
    }

    BundleContext bundleContext() {
        return proxy(BundleContext.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getServiceReference" -> of(arguments[0]).stream()
                    .map(each -> each.reference)
                    .max((a, b) -> a.compareTo(b))
                    .orElse(null);
            case "getServiceReferences" -> of(arguments[0]).stream()
                    .map(each -> each.reference)
                    .toList();
            case "getService" -> hold(arguments[0], 1).service;
            case "ungetService" -> hold(arguments[0], -1) != null;
            default -> throw new UnsupportedOperationException(method.getName());
        });
    }

    private List<Registered> of(Object type) {
        return services.getOrDefault(((Class<?>) type).getName(), List.of());
    }

    private Registered hold(Object reference, int change) {
        Registered found = services.values().stream()
                .flatMap(List::stream)
                .filter(each -> each.reference == reference)
                .findFirst()
                .orElseThrow();
        found.held += change;
        return found;
    }

    /** How many services are in use. */
    int held() {
        return services.values().stream()
                .flatMap(List::stream)
                .mapToInt(each -> each.held)
                .sum();
    }

    @SuppressWarnings("unchecked")
    static <T> T proxy(Class<?> type, InvocationHandler handler) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }
}
