package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/** Shows over REST which reports VENs offer, read-only. */
@Component(service = ResourceSource.class)
public final class OfferSource extends MongoSource {
    @Activate
    public OfferSource(@Reference StoredOffers offers) {
        super(
                "openadr:report_offer",
                offers.documents(),
                OwnerFields.of(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID));
    }
}
