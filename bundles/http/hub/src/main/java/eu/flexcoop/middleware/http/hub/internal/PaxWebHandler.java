package eu.flexcoop.middleware.http.hub.internal;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.handler.HandlerWrapper;
import org.eclipse.jetty.util.component.AbstractLifeCycle.AbstractLifeCycleListener;
import org.eclipse.jetty.util.component.LifeCycle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

import eu.flexcoop.middleware.security.api.AuditLog;

/**
 * The {@link RequestSanitizer} as Pax Web takes it: it calls handlers with a positive ranking before its servlets. Offers Pax Web's server as
 * {@link RunningServer}, which it hands to handlers only. There is no second handler, and this one stays while the configuration changes, since Pax
 * Web restarts its server for each that comes or goes.
 */
@Component(service = Handler.class, property = "service.ranking:Integer=1000")
public final class PaxWebHandler extends HandlerWrapper {
    private final Offer offer;
    private final RequestSanitizer sanitizer;

    @Activate
    public PaxWebHandler(@Reference AuditLog audit, BundleContext context) {
        this.offer = new Offer(context);
        this.sanitizer = new RequestSanitizer(audit);
        setHandler(sanitizer);
    }

    /** While there is none, the last one counts; no listener of the hub is open then. */
    @Reference(policy = ReferencePolicy.DYNAMIC, cardinality = ReferenceCardinality.OPTIONAL)
    void bindConfiguration(HubConfiguration configuration) {
        sanitizer.use(configuration.config());
    }

    void unbindConfiguration(HubConfiguration configuration) {}

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        getServer().addLifeCycleListener(offer); // handlers are started before the server is
    }

    @Override
    protected void doStop() throws Exception {
        getServer().removeLifeCycleListener(offer);
        offer.withdraw();
        super.doStop();
    }

    private final class Offer extends AbstractLifeCycleListener {
        private final BundleContext context;
        private ServiceRegistration<RunningServer> registration;

        Offer(BundleContext context) {
            this.context = context;
        }

        @Override
        public void lifeCycleStarted(LifeCycle server) {
            registration = context.registerService(RunningServer.class, new RunningServer(getServer()), null);
        }

        @Override
        public void lifeCycleStopping(LifeCycle server) {
            withdraw();
        }

        void withdraw() {
            if (registration != null) {
                registration.unregister();
                registration = null;
            }
        }
    }
}
