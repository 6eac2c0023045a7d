package eu.flexcoop.middleware.openadr.api;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * Groups of VENs. An aggregator has groups of its own VENs and does not see those of others; services and administrators see all and
 * make the operator's groups; prosumers have none. A change of the members does not change events that exist. Thread-safe.
 */
@ProviderType
public interface VenGroupService {
    /**
     * Adds VENs, and makes the group if it is new. Those that are in it already stay. Durable when it returns.
     *
     * @return how many were not in it before
     * @throws GroupRefusedException if the caller may not change the group, or a VEN is unknown or not the caller's; no VEN is added
     */
    long add(Caller caller, String groupId, Collection<VenId> vens);

    /**
     * Removes VENs from a group; those that are not in it are ignored. Durable when it returns.
     *
     * @return how many were in it
     * @throws GroupRefusedException if the caller has no such group
     */
    long remove(Caller caller, String groupId, Collection<VenId> vens);

    /**
     * Removes the group; its VENs stay. Durable when it returns.
     *
     * @throws GroupRefusedException if the caller has no such group
     */
    void delete(Caller caller, String groupId);

    /** In order of their ids, at most {@code limit}, beginning after the given one if there is one. */
    List<VenGroup> list(Caller caller, Optional<String> after, int limit);

    /**
     * The VENs of a group in order of their ids.
     *
     * @param after begins after this VEN
     * @throws GroupRefusedException if the caller has no such group
     */
    List<VenId> members(Caller caller, String groupId, Optional<VenId> after, int limit);
}
