package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.util.List;
import java.util.stream.Collectors;

import com.mongodb.MongoException;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Reports how many VENs are registered and online, and warns when none of them is online or some cannot be pushed to. */
@Component(
        service = HealthCheck.class,
        property = {HealthCheck.NAME + "=openadr.vens", HealthCheck.TAGS + "=openadr"})
public final class VensHealth implements HealthCheck {
    private static final int MOST_NAMED = 5;

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
            long online = vens.states().countOnline();
            if (registered > 0 && online == 0) {
                log.warn(
                        "None of {} registered VENs has sent a message in the last {}; check the network between the VENs and the VTN port",
                        registered,
                        presence.offlineAfter());
            } else {
                log.info("{} VENs are registered, {} of them are online", registered, online);
            }
            long unreachable = vens.states().countUnreachable();
            if (unreachable > 0) {
                log.warn(
                        "{} VENs cannot be pushed to: {}",
                        unreachable,
                        named(vens.states().unreachable(MOST_NAMED)));
            }
        } catch (MongoException e) {
            log.temporarilyUnavailable("VENs cannot be counted, MongoDB is not reachable: {}", e.getMessage());
        }
        return new Result(log);
    }

    private static String named(List<VenEntry> vens) {
        return vens.stream()
                .map(ven -> "%s since %s (%s)"
                        .formatted(
                                ven.id(),
                                ven.unreachable().orElseThrow().since(),
                                ven.unreachable().orElseThrow().error()))
                .collect(Collectors.joining(", "));
    }
}
