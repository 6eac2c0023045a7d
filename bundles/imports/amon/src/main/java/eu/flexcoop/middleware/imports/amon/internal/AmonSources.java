package eu.flexcoop.middleware.imports.amon.internal;

import java.util.List;
import java.util.Optional;

import org.bson.Document;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceCommands;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.telemetry.api.DeviceDirectory;

/** Offers {@code amon:devices} and {@code amon:readings} to REST. */
@Component(
        service = {},
        immediate = true)
public final class AmonSources {
    private static final OwnerFields OWNERS = OwnerFields.of(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID);

    private final List<ServiceRegistration<ResourceSource>> registrations;

    @Activate
    public AmonSources(BundleContext bundle, @Reference DeviceStore store, @Reference DeviceDirectory directory) {
        registrations = List.of(
                register(bundle, new Devices(store, directory)),
                register(bundle, new MongoSource("amon:readings", store.readings(), OwnerFields.impersonal())));
    }

    private static ServiceRegistration<ResourceSource> register(BundleContext bundle, ResourceSource source) {
        return bundle.registerService(ResourceSource.class, source, null);
    }

    @Deactivate
    public void withdraw() {
        registrations.forEach(ServiceRegistration::unregister);
    }

    /** The devices of uploads. DELETE forgets one, so that the next upload may declare its readings anew. */
    static final class Devices extends MongoSource implements SourceCommands {
        private final DeviceStore store;
        private final DeviceRegistration registration;

        Devices(DeviceStore store, DeviceDirectory directory) {
            super("amon:devices", store.devices(), OWNERS);
            this.store = store;
            this.registration = new DeviceRegistration(store, directory);
        }

        @Override
        public Optional<SourceCommands> commands() {
            return Optional.of(this);
        }

        /** The document goes first: an upload at the same time then stores and registers the device anew. */
        @Override
        public void remove(Caller caller, Document stored) {
            if (store.remove(stored.getString("_id"))) {
                registration.forget(new DeviceDocument(stored));
            }
        }
    }
}
