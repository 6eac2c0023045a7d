package eu.flexcoop.middleware.der.core.internal;

import java.util.Map;
import java.util.Optional;

import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.SourceCommands;
import eu.flexcoop.middleware.security.api.Caller;

/** Shows DERs over REST; PATCH corrects them. */
final class DerSource extends MongoSource implements SourceCommands {
    private static final OwnerFields OWNERS = OwnerFields.of(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID);

    private final Corrections corrections;

    /** @param filter which DERs it shows */
    DerSource(String name, Bson filter, DerStore store) {
        super(name, store.ders(), OWNERS, filter);
        this.corrections = new Corrections(store);
    }

    @Override
    public Optional<SourceCommands> commands() {
        return Optional.of(this);
    }

    @Override
    public Map<String, Object> change(Caller caller, Document stored, Document changes) {
        return corrections.change(caller, stored, changes);
    }
}
