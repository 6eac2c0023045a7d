package eu.flexcoop.middleware.der.core.internal;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

/**
 * What persons and components set of DERs. A field that was set is named in {@code corrected} and stays as it is when the box registers
 * again; null takes the correction back. Thread-safe.
 */
final class Corrections {
    /** What members may set of their own DERs: what they know better than their cooperative, and what they decide. */
    static final Set<String> OF_MEMBERS = Set.of(
            DerFields.NAME,
            DerFields.LOCATION,
            DerFields.SPACES,
            DerFields.AVAILABILITY,
            DerFields.DR_AVAILABILITY,
            DerFields.MARKETPLACE_AVAILABILITY);

    private final DerStore store;

    Corrections(DerStore store) {
        this.store = store;
    }

    /**
     * Changes a DER.
     *
     * @param known the version that the caller has seen
     * @param changes fields with their new values
     * @return the DER after the change
     * @throws DerRefusedException if the caller may not change a field, a value is wrong, or the DER has been changed since
     */
    Document change(Caller caller, Document known, Document changes) {
        String id = known.getString(DerFields.ID);
        Document stored = store.find(id)
                .filter(der -> Objects.equals(der.get(DocumentFields.ETAG), known.get(DocumentFields.ETAG)))
                .orElseThrow(() -> DerRefusedException.stale(id));
        if (!caller.owns(
                new AccountId(stored.getString(DocumentFields.ACCOUNT_ID)),
                new AggregatorId(stored.getString(DocumentFields.AGGREGATOR_ID)))) {
            throw DerRefusedException.foreign(id);
        }
        Document next = new Document(stored);
        Set<String> corrected = new TreeSet<>(DerDocument.corrected(stored));
        changes.forEach((field, value) -> {
            if (mayChange(caller, field)) {
                set(next, corrected, field, value);
            } else if (!Objects.equals(value, stored.get(field))) {
                throw DerRefusedException.notAllowed(id, field, caller.role().key());
            }
        });
        requirePlausible(next);
        next.append(DerFields.CORRECTED, List.copyOf(corrected));
        DerDocument.settle(next);
        Document stamped = DerDocument.stamped(Optional.of(stored), next, store.now());
        if (!store.replace(stored, stamped)) {
            throw DerRefusedException.stale(id);
        }
        return stamped;
    }

    private static boolean mayChange(Caller caller, String field) {
        return FieldRules.knows(field) && (caller.role() != Role.PROSUMER || OF_MEMBERS.contains(field));
    }

    private static void set(Document der, Set<String> corrected, String field, Object value) {
        if (value == null) {
            der.remove(field);
            corrected.remove(field);
            return;
        }
        Object checked;
        try {
            checked = FieldRules.checked(field, value);
        } catch (IllegalArgumentException e) {
            throw DerRefusedException.invalid(der.getString(DerFields.ID), field, e.getMessage());
        }
        if (field.equals(DerFields.FLEXIBILITY)) {
            checked = merged(der, (Document) checked);
        }
        der.append(field, checked);
        corrected.add(field);
    }

    /** Parts that are not named stay, as with every PATCH of an object; null removes a part. */
    private static Document merged(Document der, Document parts) {
        Document flexibility = new Document(der.get(DerFields.FLEXIBILITY, new Document()));
        flexibility.putAll(parts);
        flexibility.values().removeIf(Objects::isNull);
        return flexibility;
    }

    private static void requirePlausible(Document der) {
        if (der.get(DerFields.MAX_CAPACITY) instanceof Number max
                && der.get(DerFields.AVAILABLE_CAPACITY) instanceof Number available
                && available.doubleValue() > max.doubleValue()) {
            throw DerRefusedException.invalid(
                    der.getString(DerFields.ID),
                    DerFields.AVAILABLE_CAPACITY,
                    "must not be greater than %s, which is %s W".formatted(DerFields.MAX_CAPACITY, max));
        }
    }
}
