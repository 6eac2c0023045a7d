package eu.flexcoop.middleware.openadr.vtn.internal.events;

import com.mongodb.client.model.Filters;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/** Shows over REST how far events have come with each VEN, read-only. */
@Component(service = ResourceSource.class)
public final class DeliverySource extends MongoSource {
    @Activate
    public DeliverySource(@Reference EventDeliveries deliveries) {
        super(
                "openadr:event_delivery",
                deliveries.documents(),
                OwnerFields.of(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID),
                Filters.ne(Delivery.STATE, Delivery.CREATING));
    }
}
