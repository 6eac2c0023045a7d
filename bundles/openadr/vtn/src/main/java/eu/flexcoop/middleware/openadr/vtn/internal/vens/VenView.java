package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

import org.bson.BsonValue;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.vtn.internal.SweptView;
import eu.flexcoop.middleware.security.api.BoxCertificate;

/** The VENs in memory, by id and by the fingerprint of their certificate. An older revision never replaces a newer one. */
final class VenView extends SweptView<VenId> {
    private final ConcurrentMap<VenId, VenEntry> byId = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, VenEntry> byFingerprint = new ConcurrentHashMap<>();
    private final AtomicLong registered = new AtomicLong();
    private final AtomicLong online = new AtomicLong();
    private final AtomicLong unreachable = new AtomicLong();

    @Override
    public void put(Document document) {
        put(VenEntry.of(document));
    }

    void put(VenEntry ven) {
        found(ven.id());
        byId.compute(ven.id(), (id, old) -> {
            if (old != null && old.revision() > ven.revision()) {
                return old;
            }
            forget(old);
            count(ven, 1);
            ven.fingerprint().ifPresent(fingerprint -> byFingerprint.put(fingerprint, ven));
            return ven;
        });
    }

    private void count(VenEntry ven, int change) {
        registered.addAndGet(ven.isRegistered() ? change : 0);
        online.addAndGet(ven.online() ? change : 0);
        unreachable.addAndGet(ven.unreachable().isPresent() ? change : 0);
    }

    private void forget(VenEntry ven) {
        if (ven != null) {
            count(ven, -1);
            ven.fingerprint().ifPresent(fingerprint -> byFingerprint.remove(fingerprint, ven));
        }
    }

    @Override
    public void remove(BsonValue id) {
        drop(new VenId(id.asString().getValue()));
    }

    @Override
    protected void drop(VenId id) {
        byId.computeIfPresent(id, (key, old) -> {
            forget(old);
            return null;
        });
    }

    @Override
    protected Set<VenId> ids() {
        return byId.keySet();
    }

    Optional<VenEntry> byId(VenId id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<VenEntry> byCertificate(BoxCertificate certificate) {
        return Optional.ofNullable(byFingerprint.get(certificate.fingerprint()))
                .filter(ven -> ven.hasCertificate(certificate));
    }

    long countRegistered() {
        return registered.get();
    }

    long countOnline() {
        return online.get();
    }

    long countUnreachable() {
        return unreachable.get();
    }
}
