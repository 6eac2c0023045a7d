package eu.flexcoop.middleware.ops.shell.internal;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.openadr.api.DrEvent;
import eu.flexcoop.middleware.openadr.api.DrEventService;

/** Cancels an event. */
@Service
@Command(
        scope = "dr",
        name = "event-cancel",
        description = "Cancels a demand response event; VENs that have it are told")
public class EventCancelCommand extends OperatorCommand {
    @Argument(name = "event", description = "As dr:event-list shows it", required = true)
    @Completion(EventIdCompleter.class)
    String event;

    @Override
    void run() {
        DrEvent cancelled = service(DrEventService.class).cancel(operator(), event);
        say("Event %s is cancelled, version %d".formatted(cancelled.id(), cancelled.modificationNumber()));
    }
}
