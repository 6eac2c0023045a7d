package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/** Shows over REST when each VEN was heard of, read-only. */
@Component(service = ResourceSource.class)
public final class PresenceSource extends MongoSource {
    @Activate
    public PresenceSource(@Reference VenPresence presence) {
        super(
                "openadr:ven_presence",
                presence.documents(),
                OwnerFields.of(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID));
    }
}
