package eu.flexcoop.middleware.resources.rest.internal.write;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.MiddlewareException;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.api.ResourceDefinition.Messages;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.spi.SourceCommands;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

/**
 * Tells components of documents that were stored, as {@code notify} of a definition says: puts messages into the outbox of
 * {@code interComponentMessage}, before the client is answered. A message names the document and does not show it; who gets it reads the
 * document with rights of its own. Thread-safe.
 */
final class ChangeMessages {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeMessages.class);
    private static final String OUTBOX = "notify:messages";
    private static final String SENDER = "middleware";
    private static final Caller PLATFORM =
            new Caller(SENDER, Role.SERVICE, Optional.empty(), Optional.empty(), Optional.of(SENDER));

    private final OpenResources resources;

    ChangeMessages(OpenResources resources) {
        this.resources = resources;
    }

    void created(OpenResource resource, List<Document> documents) {
        send(resource, "created", documents);
    }

    void changed(OpenResource resource, Document document) {
        send(resource, "changed", List.of(document));
    }

    private void send(OpenResource resource, String event, List<Document> documents) {
        ResourceDefinition definition = resource.definition();
        if (definition.writes().messages().isEmpty()) {
            return;
        }
        Messages wanted = definition.writes().messages().get();
        try {
            Optional<SourceCommands> outbox = resources.source(OUTBOX).flatMap(source -> source.commands());
            if (outbox.isEmpty()) {
                LOG.warn("Nobody is told of changes of '{}': {} is not there", definition.name(), OUTBOX);
            } else {
                outbox.get().createAll(PLATFORM, messages(definition, wanted, event, documents));
            }
        } catch (MiddlewareException e) {
            // the document is stored, which the client must learn
            LOG.warn("Nobody is told of a change of '{}': {}", definition.name(), e.getMessage());
        }
    }

    private static List<Document> messages(
            ResourceDefinition definition, Messages wanted, String event, List<Document> documents) {
        List<Document> messages = new ArrayList<>();
        for (Document document : documents) {
            for (String recipient : wanted.recipients()) {
                String idField = definition.item().idField();
                messages.add(new Document("notification_id", UUID.randomUUID().toString())
                        .append("sender_id", SENDER)
                        .append("recipient_id", recipient)
                        .append("creation_time", new Date())
                        .append("message_type", wanted.type())
                        .append(
                                "payload",
                                new Document("resource", definition.name())
                                        .append("event", event)
                                        .append(idField, document.get(idField).toString())
                                        .append(DocumentFields.ETAG, document.get(DocumentFields.ETAG))));
            }
        }
        return messages;
    }
}
