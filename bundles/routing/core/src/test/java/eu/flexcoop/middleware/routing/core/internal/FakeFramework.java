package eu.flexcoop.middleware.routing.core.internal;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.apache.camel.RoutesBuilder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

/** As much of an OSGi framework as routing uses: bundles with names, and services of one type that come and go. */
final class FakeFramework {
    private final Map<ServiceReference<?>, Supplier<RoutesBuilder>> services = new ConcurrentHashMap<>();
    private final Map<ServiceReference<?>, RoutesBuilder> inUse = new ConcurrentHashMap<>();
    private final List<ServiceListener> listeners = new ArrayList<>();
    private final Map<String, Bundle> bundles = new ConcurrentHashMap<>();
    final BundleContext context = proxy(BundleContext.class, this::contextCall);

    private interface Call {
        Object on(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer(proxy, method, arguments, call)));
    }

    private static Object answer(Object proxy, Method method, Object[] arguments, Call call) {
        return switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> call.on(method.getName(), arguments);
        };
    }

    private Object contextCall(String method, Object[] arguments) {
        return switch (method) {
            case "addServiceListener" -> listeners.add((ServiceListener) arguments[0]) ? null : null;
            case "removeServiceListener" -> listeners.remove(arguments[0]) ? null : null;
            case "getServiceReferences" -> services.keySet().toArray(ServiceReference[]::new);
            case "getService" -> inUse.computeIfAbsent(
                    (ServiceReference<?>) arguments[0],
                    wanted -> services.get(wanted).get());
            case "ungetService" -> inUse.remove(arguments[0]) != null;
            default -> null;
        };
    }

    private Bundle bundle(String name) {
        return bundles.computeIfAbsent(name, any -> {
            long id = bundles.size() + 1L;
            return proxy(Bundle.class, (method, arguments) -> switch (method) {
                case "getBundleId" -> id;
                case "getSymbolicName" -> name;
                case "getBundleContext" -> context;
                default -> null;
            });
        });
    }

    ServiceReference<RoutesBuilder> register(String bundle, RoutesBuilder routes) {
        return registerComponent(bundle, () -> routes);
    }

    /** As DS does it: a new instance whenever nobody uses the service any more. */
    ServiceReference<RoutesBuilder> registerComponent(String bundle, Supplier<RoutesBuilder> routes) {
        ServiceReference<RoutesBuilder> reference = new Reference(bundle(bundle));
        services.put(reference, routes);
        tell(ServiceEvent.REGISTERED, reference);
        return reference;
    }

    void unregister(ServiceReference<RoutesBuilder> reference) {
        tell(ServiceEvent.UNREGISTERING, reference);
        services.remove(reference);
    }

    private void tell(int type, ServiceReference<RoutesBuilder> reference) {
        List.copyOf(listeners).forEach(listener -> listener.serviceChanged(new ServiceEvent(type, reference)));
    }

    private record Reference(Bundle bundle) implements ServiceReference<RoutesBuilder> {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        @Override
        public Object getProperty(String key) {
            return null;
        }

        @Override
        public String[] getPropertyKeys() {
            return new String[0];
        }

        @Override
        public Bundle getBundle() {
            return bundle;
        }

        @Override
        public Bundle[] getUsingBundles() {
            return new Bundle[0];
        }

        @Override
        public boolean isAssignableTo(Bundle to, String className) {
            return true;
        }

        @Override
        public int compareTo(Object other) {
            return 0;
        }

        @Override
        public Dictionary<String, Object> getProperties() {
            return new Hashtable<>();
        }

        @Override
        public <A> A adapt(Class<A> type) {
            return null;
        }
    }
}
