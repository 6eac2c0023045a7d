package eu.flexcoop.middleware.openadr.vtn.internal.outbox;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/** Shows over REST which messages wait for VENs, read-only, to services and administrators. */
@Component(service = ResourceSource.class)
public final class OutboxSource extends MongoSource {
    @Activate
    public OutboxSource(@Reference StoredVenOutbox outbox) {
        super("openadr:ven_outbox", outbox.documents(), OwnerFields.platform());
    }
}
