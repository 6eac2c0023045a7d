package eu.flexcoop.middleware.routing.spi;

import java.util.Collection;
import java.util.List;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Work that routes have set aside: it failed too often for a reason of its own, and is tried again only when somebody asks for it or
 * when its data changes. Work that waits for a server that is away is never set aside. The owner of the work implements it and decides
 * how long it is kept. Thread-safe; methods throw {@link eu.flexcoop.middleware.core.api.UnavailableException} while the server that
 * keeps the work does not answer.
 */
@ConsumerType
public interface DeadLetters {
    /** Ids of the routes whose work this service keeps, as {@code route:list} shows them; does not change. */
    List<String> routes();

    /**
     * What is set aside now, the oldest first as far as the owner knows.
     *
     * @param route one of {@link #routes}
     * @param most upper bound
     */
    List<DeadLetter> list(String route, int most);

    /** How much is set aside now. */
    long count(String route);

    /**
     * Puts work back, so that its route tries it again as if it had never failed.
     *
     * @param ids of dead letters; what is not set aside (any more) is passed over
     * @return how many were put back
     */
    long retry(String route, Collection<String> ids);

    /** Puts back everything that is set aside now, and returns how much that was. */
    long retryAll(String route);
}
