package eu.flexcoop.middleware.der.core.internal;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.telemetry.api.RegisteredBox;
import eu.flexcoop.middleware.telemetry.spi.RegistrationListener;

/** Keeps the registry up to what boxes register. */
@Component
public final class RegisteredDers implements RegistrationListener {
    private final DerStore store;

    @Activate
    public RegisteredDers(@Reference DerStore store) {
        this.store = store;
    }

    @Override
    public void registered(RegisteredBox box) {
        store.register(box);
    }
}
