package eu.flexcoop.middleware.openadr.vtn.internal.answers;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/** Shows over REST the opts of EiOpt that VENs have not cancelled, read-only. */
@Component(service = ResourceSource.class)
public final class StandingOptSource extends MongoSource {
    @Activate
    public StandingOptSource(@Reference StandingOpts opts) {
        super(
                "openadr:standing_opt",
                opts.documents(),
                OwnerFields.of(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID));
    }
}
