package eu.flexcoop.middleware.telemetry.core.internal.registration;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCalls;
import eu.flexcoop.middleware.telemetry.api.RegisteredBox;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryStore;
import eu.flexcoop.middleware.telemetry.spi.RegistrationListener;

/**
 * Tells listeners of registrations. A registration is stored with a mark that is removed once all listeners have taken it, so that one
 * which a listener failed at, or which came before the listener, is told when a listener arrives.
 */
@Component(service = Announcements.class)
public final class Announcements {
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
    private static final long RETRY_SECONDS = 10;
    private static final int PAGE = 1000;

    private final TelemetryStore store;
    private final StoredRegisteredBoxes boxes;
    private final List<RegistrationListener> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService catchUp = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "telemetry-announcements");
        thread.setDaemon(true);
        return thread;
    });

    @Activate
    public Announcements(@Reference TelemetryStore store, @Reference StoredRegisteredBoxes boxes) {
        this.store = store;
        this.boxes = boxes;
    }

    @Deactivate
    public void close() {
        catchUp.shutdownNow();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addListener(RegistrationListener listener) {
        listeners.add(listener);
        catchUp.execute(this::catchUp);
    }

    public void removeListener(RegistrationListener listener) {
        listeners.remove(listener);
    }

    /** @throws UnavailableException of the first listener that cannot take it now */
    void announce(RegisteredBox box) {
        if (!listeners.isEmpty() && told(box)) {
            MongoCalls.call(
                    "note that the registration of VEN %s was announced"
                            .formatted(box.owner().ven()),
                    () -> store.registrations()
                            .updateOne(
                                    Filters.and(
                                            Filters.eq(
                                                    TelemetryFields.ID,
                                                    box.owner().ven().value()),
                                            Filters.eq(RegistrationDocument.REVISION, box.revision())),
                                    Updates.unset(TelemetryFields.UNANNOUNCED)));
        }
    }

    private boolean told(RegisteredBox box) {
        boolean all = true;
        for (RegistrationListener listener : listeners) {
            try {
                listener.registered(box);
            } catch (UnavailableException e) {
                throw e;
            } catch (Exception e) { // foreign code: what it fails at must not keep the box from registering
                all = false;
                LOG.error(
                        "{} failed at the registration of VEN {}",
                        listener.getClass().getName(),
                        box.owner().ven(),
                        e);
            }
        }
        return all;
    }

    private void catchUp() {
        try {
            List<VenId> page = unannounced("");
            while (!page.isEmpty()) {
                page.forEach(ven -> boxes.box(ven).ifPresent(this::announce));
                page = unannounced(page.get(page.size() - 1).value());
            }
        } catch (UnavailableException e) {
            LOG.info("Registrations are announced later: {}", e.getMessage());
            if (!catchUp.isShutdown()) {
                catchUp.schedule(this::catchUp, RETRY_SECONDS, TimeUnit.SECONDS);
            }
        } catch (RuntimeException e) { // the executor would keep it to itself
            LOG.error("Registrations are not announced to the new listener", e);
        }
    }

    private List<VenId> unannounced(String after) {
        return MongoCalls.call("find registrations that were not announced", () -> store.registrations()
                .find(Filters.and(Filters.eq(TelemetryFields.UNANNOUNCED, true), Filters.gt(TelemetryFields.ID, after)))
                .sort(Sorts.ascending(TelemetryFields.ID))
                .limit(PAGE)
                .projection(Projections.include(TelemetryFields.ID))
                .map((Document found) -> new VenId(found.getString(TelemetryFields.ID)))
                .into(new ArrayList<>()));
    }
}
