package eu.flexcoop.middleware.resources.rest.internal.http;

import java.util.Optional;

import com.mongodb.client.MongoCollection;
import org.bson.Document;

import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.SourceCommands;

/** A source over a collection whose commands a test implements. */
public class CommandedSource extends MongoSource implements SourceCommands {
    public CommandedSource(String name, MongoCollection<Document> collection, OwnerFields owners, Document filter) {
        super(name, collection, owners, filter);
    }

    @Override
    public Optional<SourceCommands> commands() {
        return Optional.of(this);
    }
}
