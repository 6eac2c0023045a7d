package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import com.mongodb.MongoException;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Reports how many VENs are registered and online, and warns when none of them is online. From memory. */
@Component(
        service = HealthCheck.class,
        property = {HealthCheck.NAME + "=openadr.vens", HealthCheck.TAGS + "=openadr"})
public final class VensHealth implements HealthCheck {
    private final StoredVenRegistry vens;
    private final VenPresence presence;

    @Activate
    public VensHealth(@Reference StoredVenRegistry vens, @Reference VenPresence presence) {
        this.vens = vens;
        this.presence = presence;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        try {
            long registered = vens.count();
            long online = vens.countOnline();
            if (registered > 0 && online == 0) {
                log.warn(
                        "None of {} registered VENs has sent a message in the last {}; check the network between the VENs and the VTN port",
                        registered,
                        presence.offlineAfter());
            } else {
                log.info("{} VENs are registered, {} of them are online", registered, online);
            }
        } catch (MongoException e) {
            log.temporarilyUnavailable("VENs cannot be counted, MongoDB is not reachable: {}", e.getMessage());
        }
        return new Result(log);
    }
}
