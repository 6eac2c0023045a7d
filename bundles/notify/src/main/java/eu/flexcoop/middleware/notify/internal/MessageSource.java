package eu.flexcoop.middleware.notify.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceCommands;
import eu.flexcoop.middleware.security.api.Caller;

/** Messages over REST, as {@code notify:messages}: POST sends one, DELETE forgets it, delivered or not. */
@Component(service = ResourceSource.class)
public final class MessageSource extends MongoSource implements SourceCommands {
    private final MessageOutbox outbox;
    private final MessageDelivery delivery;
    private final NotifySettings settings;

    @Activate
    public MessageSource(
            @Reference MessageOutbox outbox, @Reference MessageDelivery delivery, @Reference NotifySettings settings) {
        super("notify:messages", outbox.messages(), OwnerFields.platform());
        this.outbox = outbox;
        this.delivery = delivery;
        this.settings = settings;
    }

    @Override
    public Optional<SourceCommands> commands() {
        return Optional.of(this);
    }

    @Override
    public Map<String, Object> create(Caller caller, Document body) {
        return createAll(caller, List.of(body)).get(0);
    }

    @Override
    public List<Map<String, Object>> createAll(Caller caller, List<Document> bodies) {
        if (!caller.isPrivileged()) {
            throw NotificationException.notAllowed(caller.role().key());
        }
        for (Document body : bodies) {
            String recipient = body.getString(MessageFields.RECIPIENT);
            settings.recipient(recipient).orElseThrow(() -> NotificationException.unknownRecipient(recipient));
        }
        outbox.add(bodies);
        delivery.wake();
        return bodies.stream()
                .map(body -> Map.of(
                        "_id",
                        body.get("_id"),
                        MessageFields.ID,
                        body.get(MessageFields.ID),
                        MessageFields.STATE,
                        body.get(MessageFields.STATE)))
                .toList();
    }

    @Override
    public void remove(Caller caller, Document stored) {
        if (!caller.isPrivileged()) {
            throw NotificationException.notAllowed(caller.role().key());
        }
        outbox.remove(stored);
    }
}
