package eu.flexcoop.middleware.openadr.vtn.internal;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.resources.spi.ResourceSource;

/** Shows over REST what boxes said about events and about times to come. */
@Component
public final class OptSource implements ResourceSource {
    /** @param opts makes sure that the collection and its indexes are there */
    @Activate
    public OptSource(@Reference StoredOpts opts) {}

    @Override
    public String name() {
        return "openadr:opt";
    }

    @Override
    public String collection() {
        return StoredOpts.COLLECTION;
    }
}
