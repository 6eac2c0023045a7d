package eu.flexcoop.middleware.der.core.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.der.api.Der;
import eu.flexcoop.middleware.der.api.DerRegistry;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.RowFilter;

/** Reads DERs from MongoDB. */
@Component
public final class StoredDerRegistry implements DerRegistry {
    private final DerStore store;

    @Activate
    public StoredDerRegistry(@Reference DerStore store) {
        this.store = store;
    }

    @Override
    public List<Der> list(Caller caller, Filter filter, Optional<String> after, int limit) {
        RowFilter rows = rows(caller);
        if (rows instanceof RowFilter.None) {
            return List.of();
        }
        List<Bson> conditions = conditions(rows);
        filter.account().ifPresent(account -> conditions.add(Filters.eq(DocumentFields.ACCOUNT_ID, account.value())));
        filter.ven().ifPresent(ven -> conditions.add(Filters.eq(DocumentFields.VEN_ID, ven.value())));
        filter.kind().ifPresent(kind -> conditions.add(Filters.eq(DerFields.KIND, kind.key())));
        if (!filter.retired()) {
            conditions.add(Filters.exists(DerFields.RETIRED_AT, false));
        }
        conditions.add(Filters.gt(DerFields.ID, after.orElse("")));
        return MongoCalls.call("list DERs", () -> store.ders()
                .find(Filters.and(conditions))
                .sort(Sorts.ascending(DerFields.ID))
                .limit(limit)
                .map(DerDocument::read)
                .into(new ArrayList<>()));
    }

    @Override
    public Optional<Der> find(Caller caller, DeviceId id) {
        return store.find(id.value())
                .map(DerDocument::read)
                .filter(der -> caller.owns(der.owner().account(), der.owner().aggregator()));
    }

    private static RowFilter rows(Caller caller) {
        return caller.rows(DocumentFields.ACCOUNT_ID, DocumentFields.AGGREGATOR_ID);
    }

    private static List<Bson> conditions(RowFilter rows) {
        List<Bson> conditions = new ArrayList<>();
        if (rows instanceof RowFilter.Equal own) {
            own.values().forEach((field, value) -> conditions.add(Filters.eq(field, value)));
        }
        return conditions;
    }
}
