package eu.flexcoop.middleware.der.core.internal;

import java.util.List;

import com.mongodb.client.model.Filters;
import org.bson.Document;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.resources.spi.ResourceSource;

/**
 * Offers two views of the registry to REST: {@code der:registry}, all DERs, and {@code der:devices}, which the platform's clients know as
 * {@code devices}: those with a status that their boxes report now.
 */
@Component(
        service = {},
        immediate = true)
public final class DerSources {
    private final List<ServiceRegistration<ResourceSource>> registrations;

    @Activate
    public DerSources(BundleContext bundle, @Reference DerStore store) {
        registrations = List.of(register(bundle, registry(store)), register(bundle, devices(store)));
    }

    static DerSource registry(DerStore store) {
        return new DerSource("der:registry", new Document(), store);
    }

    static DerSource devices(DerStore store) {
        return new DerSource(
                "der:devices",
                Filters.and(Filters.exists(DerFields.STATUS), Filters.exists(DerFields.RETIRED_AT, false)),
                store);
    }

    private static ServiceRegistration<ResourceSource> register(BundleContext bundle, DerSource source) {
        return bundle.registerService(ResourceSource.class, source, null);
    }

    @Deactivate
    public void withdraw() {
        registrations.forEach(ServiceRegistration::unregister);
    }
}
