package eu.flexcoop.middleware.openadr.vtn.internal.groups;

import java.util.Optional;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;

/** Shows over REST which VENs are in which group, read-only. */
@Component(service = ResourceSource.class)
public final class GroupMemberSource extends MongoSource {
    @Activate
    public GroupMemberSource(@Reference StoredVenGroups groups) {
        super(
                "openadr:ven_group_member",
                groups.memberDocuments(),
                new OwnerFields(Optional.empty(), Optional.of(DocumentFields.AGGREGATOR_ID), true));
    }
}
