package eu.flexcoop.middleware.der.api;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * The DERs of all prosumers. A prosumer finds its own, an aggregator those of its cooperative, components and operators all.
 * Every search is served by an index. Thread-safe; methods throw {@link eu.flexcoop.middleware.core.api.UnavailableException} while the
 * database is not reachable.
 */
@ProviderType
public interface DerRegistry {
    /**
     * Which DERs are wanted.
     *
     * @param retired also those that their boxes do not report any more
     */
    record Filter(Optional<AccountId> account, Optional<VenId> ven, Optional<DerKind> kind, boolean retired) {
        /** All that boxes report now. */
        public static final Filter ALL = new Filter(Optional.empty(), Optional.empty(), Optional.empty(), false);

        public Filter {
            Objects.requireNonNull(account, "account");
            Objects.requireNonNull(ven, "ven");
            Objects.requireNonNull(kind, "kind");
        }
    }

    /**
     * DERs in the order of their ids.
     *
     * @param after only those whose ids come after this text, which may be the beginning of an id
     * @param limit number of DERs at most
     */
    List<Der> list(Caller caller, Filter filter, Optional<String> after, int limit);

    /** A DER, retired or not; empty if there is none or it is not the caller's. */
    Optional<Der> find(Caller caller, DeviceId id);
}
