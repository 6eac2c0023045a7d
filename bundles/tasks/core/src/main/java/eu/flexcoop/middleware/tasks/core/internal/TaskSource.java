package eu.flexcoop.middleware.tasks.core.internal;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/** Shows the tasks over REST, read-only and to privileged callers only. */
@Component(service = ResourceSource.class)
public final class TaskSource extends MongoSource {
    @Activate
    public TaskSource(@Reference TaskCollection tasks) {
        super("tasks:task", tasks.documents(), OwnerFields.platform());
    }
}
