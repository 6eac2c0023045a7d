package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/** Shows over REST which reports the VTN requests of VENs and how far that has come, read-only. */
@Component(service = ResourceSource.class)
public final class SubscriptionSource extends MongoSource {
    @Activate
    public SubscriptionSource(@Reference StoredSubscriptions subscriptions) {
        super(
                "openadr:report_subscription",
                subscriptions.documents(),
                OwnerFields.of(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID));
    }
}
