package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.util.ArrayList;
import java.util.List;

import com.mongodb.MongoException;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;

/** Reports how many subscriptions VENs serve, and warns of those whose updates are missing. */
@Component(
        service = HealthCheck.class,
        property = {HealthCheck.NAME + "=openadr.reports", HealthCheck.TAGS + "=openadr"})
public final class ReportsHealth implements HealthCheck {
    private static final int MOST_NAMED = 5;

    private final StoredSubscriptions subscriptions;

    @Activate
    public ReportsHealth(@Reference StoredSubscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        try {
            List<String> oldest = subscriptions
                    .documents()
                    .find(Filters.exists(Subscription.STALE_SINCE))
                    .sort(Sorts.ascending(Subscription.STALE_SINCE))
                    .limit(MOST_NAMED)
                    .projection(Projections.include(DocumentFields.VEN_ID))
                    .map((Document each) -> each.getString(DocumentFields.VEN_ID))
                    .into(new ArrayList<>());
            if (oldest.isEmpty()) {
                log.info(
                        "{} report subscriptions, none is stale",
                        subscriptions.view().count());
            } else {
                log.warn(
                        "{} of {} report subscriptions are stale, the first of the VENs {}; see vtn:report-list --stale",
                        Math.max(subscriptions.view().countStale(), oldest.size()),
                        Math.max(subscriptions.view().count(), oldest.size()),
                        oldest.stream().distinct().toList());
            }
        } catch (MongoException e) {
            log.temporarilyUnavailable("Subscriptions cannot be read, MongoDB is not reachable: {}", e.getMessage());
        }
        return new Result(log);
    }
}
