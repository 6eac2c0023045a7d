package eu.flexcoop.middleware.openadr.vtn.internal;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.resources.spi.ResourceSource;

/** Shows virtual end nodes over REST. */
@Component
public final class VenSource implements ResourceSource {
    /** @param vens makes sure that the collection and its indexes are there */
    @Activate
    public VenSource(@Reference StoredVenRegistry vens) {}

    @Override
    public String name() {
        return "openadr:ven";
    }

    @Override
    public String collection() {
        return StoredVenRegistry.COLLECTION;
    }
}
