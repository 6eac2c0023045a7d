package eu.flexcoop.middleware.openadr.vtn.internal.answers;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/** Shows over REST what VENs have ever answered to events and opted for, read-only. */
@Component(service = ResourceSource.class)
public final class OptSource extends MongoSource {
    @Activate
    public OptSource(@Reference OptHistory history) {
        super(
                "openadr:opt",
                history.documents(),
                OwnerFields.of(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID));
    }
}
