package eu.flexcoop.middleware.openadr.vtn.internal;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.Map;

import eu.flexcoop.middleware.openadr.vtn.internal.push.AddressPolicy;
import eu.flexcoop.middleware.openadr.vtn.internal.push.PushSettings;

/** Configurations of pushing. */
public final class TestPushSettings {
    private TestPushSettings() {}

    /** As it is by default. */
    public static PushSettings settings() {
        return settings(Map.of());
    }

    /** @param values by key that are not the default */
    public static PushSettings settings(Map<String, Object> values) {
        return settings(values, InetAddress::getAllByName);
    }

    public static PushSettings settings(Map<String, Object> values, AddressPolicy.Resolver resolver) {
        return new PushSettings(config(values), resolver);
    }

    private static PushSettings.Config config(Map<String, Object> values) {
        return (PushSettings.Config) Proxy.newProxyInstance(
                TestPushSettings.class.getClassLoader(),
                new Class<?>[] {PushSettings.Config.class},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
