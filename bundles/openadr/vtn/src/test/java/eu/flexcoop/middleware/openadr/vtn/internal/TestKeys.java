package eu.flexcoop.middleware.openadr.vtn.internal;

import java.security.KeyStore;
import java.util.concurrent.CopyOnWriteArrayList;

import eu.flexcoop.middleware.security.api.ListenerKeys;
import eu.flexcoop.middleware.testing.TestCertificate;

/** Keys of the listeners with one entry, {@code vtn}, which can be replaced. */
public final class TestKeys implements ListenerKeys {
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final KeyStore trust;
    private volatile KeyStore keys;

    public TestKeys(TestCertificate first, KeyStore trust) {
        this.trust = trust;
        this.keys = store(first);
    }

    private static KeyStore store(TestCertificate certificate) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            certificate.addTo(store, "vtn", PushedBox.PASSWORD);
            return store;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public void replace(TestCertificate fresh) {
        keys = store(fresh);
        listeners.forEach(Runnable::run);
    }

    public boolean hasListeners() {
        return !listeners.isEmpty();
    }

    @Override
    public KeyStore keyStore() {
        return keys;
    }

    @Override
    public String keyPassword() {
        return PushedBox.PASSWORD;
    }

    @Override
    public KeyStore trustStore() {
        return trust;
    }

    @Override
    public Runnable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }
}
