package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/** Shows over REST which boxes were not admitted, read-only. */
@Component(service = ResourceSource.class)
public final class VenCandidateSource extends MongoSource {
    @Activate
    public VenCandidateSource(@Reference VenCandidates candidates) {
        super(
                "openadr:ven_candidate",
                candidates.documents(),
                OwnerFields.of(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID));
    }
}
