package eu.flexcoop.middleware.analytics.core.internal;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Stubs of interfaces whose methods return fixed values. */
final class Stubs {
    private Stubs() {}

    /** @param answers by name of the method; other methods fail */
    static <T> T of(Class<T> type, Map<String, ?> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString" -> type.getSimpleName() + answers;
                    default -> {
                        if (!answers.containsKey(method.getName())) {
                            throw new UnsupportedOperationException(method.toString());
                        }
                        yield answers.get(method.getName());
                    }
                }));
    }
}
