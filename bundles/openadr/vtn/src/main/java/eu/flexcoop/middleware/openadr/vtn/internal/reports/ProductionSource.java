package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/** Shows over REST which reports of the VTN VENs have requested, read-only. */
@Component(service = ResourceSource.class)
public final class ProductionSource extends MongoSource {
    @Activate
    public ProductionSource(@Reference StoredProductions productions) {
        super(
                "openadr:vtn_report",
                productions.documents(),
                OwnerFields.of(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID));
    }
}
