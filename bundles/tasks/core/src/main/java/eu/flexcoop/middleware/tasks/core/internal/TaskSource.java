package eu.flexcoop.middleware.tasks.core.internal;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.resources.spi.ResourceSource;

/** Shows the tasks over REST, read-only. */
@Component(service = ResourceSource.class)
public final class TaskSource implements ResourceSource {
    /** The reference makes sure that the collection has its indexes before anybody queries it. */
    @Activate
    public TaskSource(@Reference TaskCollection collection) {}

    @Override
    public String name() {
        return "tasks:task";
    }

    @Override
    public String collection() {
        return TaskFields.COLLECTION;
    }
}
