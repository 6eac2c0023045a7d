package eu.flexcoop.middleware.mongo.internal;

import com.mongodb.ReadPreference;
import com.mongodb.event.ClusterDescriptionChangedEvent;
import com.mongodb.event.ClusterListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in one line each that the server went and came back, in place of the driver's stack traces. */
final class ReachabilityLog implements ClusterListener {
    private static final Logger LOG = LoggerFactory.getLogger(ReachabilityLog.class);

    private final String hosts;
    private volatile boolean reachable;
    private volatile boolean everReached;

    ReachabilityLog(String hosts) {
        this.hosts = hosts;
    }

    boolean isReachable() {
        return reachable;
    }

    @Override
    public void clusterDescriptionChanged(ClusterDescriptionChangedEvent event) {
        boolean now = event.getNewDescription().hasReadableServer(ReadPreference.primary());
        if (now == reachable) {
            return;
        }
        reachable = now;
        if (!now) {
            LOG.warn("MongoDB at {} went away; calls wait for it", hosts);
        } else if (everReached) {
            LOG.info("MongoDB at {} is back", hosts);
        }
        everReached = true;
    }
}
