package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/** Shows over REST the latest status that VENs reported of their resources, read-only. */
@Component(service = ResourceSource.class)
public final class ResourceStatusSource extends MongoSource {
    @Activate
    public ResourceStatusSource(@Reference ResourceStates states) {
        super(
                "openadr:resource_status",
                states.documents(),
                OwnerFields.of(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID));
    }
}
