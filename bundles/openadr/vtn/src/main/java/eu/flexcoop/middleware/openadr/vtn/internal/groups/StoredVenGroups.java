package eu.flexcoop.middleware.openadr.vtn.internal.groups;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.api.GroupRefusedException;
import eu.flexcoop.middleware.openadr.api.VenGroup;
import eu.flexcoop.middleware.openadr.api.VenGroupService;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.security.api.RowFilter;

/**
 * Keeps groups in {@code ven_group} and their members, a small document each, in {@code ven_group_member}; {@link GroupMembers} writes
 * the latter in chunks. A group is there before its members and goes before them, so that a node that stops in between leaves nothing
 * that is found.
 */
@Component(service = {VenGroupService.class, StoredVenGroups.class})
public final class StoredVenGroups implements VenGroupService {
    /** {@code /} separates group and VEN in the ids of members. */
    private static final Pattern PERMITTED_ID = Pattern.compile("[A-Za-z0-9_.:-]{1,100}");

    private final MongoCollection<Document> groups;
    private final GroupMembers members;
    private final Clock clock;

    @Activate
    public StoredVenGroups(@Reference MongoCollections mongo, @Reference StoredVenRegistry vens) {
        this(mongo, vens, Clock.systemUTC());
    }

    public StoredVenGroups(MongoCollections mongo, StoredVenRegistry vens, Clock clock) {
        this.clock = clock;
        groups = mongo.open(
                GroupDocument.GROUPS,
                Retention.never(),
                new IndexModel(Indexes.ascending(DocumentFields.AGGREGATOR_ID, "_id")));
        members = new GroupMembers(mongo, vens, clock);
    }

    /**
     * A new group; its members are checked before anything is stored.
     *
     * @param owner aggregator whose group it becomes if an operator makes it
     */
    Document create(Caller caller, Optional<String> owner, String id, Optional<String> name, Collection<VenId> vens) {
        if (!PERMITTED_ID.matcher(id).matches()) {
            throw new GroupRefusedException(
                    422,
                    "The group is refused: group_id '%s' is no id of a group".formatted(id),
                    "Use 1 to 100 letters, digits and . _ : -");
        }
        members.require(caller, vens);
        Document group = GroupDocument.group(id, name, caller.isPrivileged() ? owner : own(caller), now());
        if (!insert(group)) {
            throw new GroupRefusedException(
                    409, "There is a group '%s' already".formatted(id), "Change it or choose another group_id.");
        }
        members.add(id, GroupDocument.owner(group), vens);
        return group;
    }

    private static Optional<String> own(Caller caller) {
        if (caller.role() == Role.AGGREGATOR && caller.aggregator().isPresent()) {
            return caller.aggregator().map(AggregatorId::value);
        }
        throw new GroupRefusedException(
                403, "Only aggregators and operators have groups of VENs", "Name the VENs as targets.");
    }

    /** @return false if the id is taken */
    private boolean insert(Document group) {
        return groups.updateOne(
                                Filters.eq("_id", group.get("_id")),
                                new Document("$setOnInsert", group),
                                new UpdateOptions().upsert(true))
                        .getMatchedCount()
                == 0;
    }

    /** Changes the version of the group that the caller knows. */
    Document change(
            Caller caller, Document stored, Optional<String> name, Collection<VenId> added, Collection<VenId> removed) {
        members.require(caller, added);
        String id = stored.getString(GroupDocument.GROUP_ID);
        if (groups.updateOne(GroupDocument.sameVersion(stored), GroupDocument.nextVersion(stored, name, now()))
                        .getMatchedCount()
                == 0) {
            throw new GroupRefusedException(
                    412, "Group '%s' has been changed since".formatted(id), "Read it again and repeat the change.");
        }
        members.remove(id, removed);
        members.add(id, GroupDocument.owner(stored), added);
        return groups.find(Filters.eq("_id", id)).first();
    }

    void delete(Document stored) {
        groups.deleteOne(Filters.eq("_id", stored.get("_id")));
        members.removeAll(stored.getString(GroupDocument.GROUP_ID));
    }

    @Override
    public long add(Caller caller, String groupId, Collection<VenId> vens) {
        Optional<Document> known = find(caller, groupId);
        if (known.isEmpty()) {
            create(caller, Optional.empty(), groupId, Optional.empty(), vens);
            return members.counts(List.of(groupId)).getOrDefault(groupId, 0L);
        }
        members.require(caller, vens);
        long added = members.add(groupId, GroupDocument.owner(known.get()), vens);
        touch(known.get());
        return added;
    }

    @Override
    public long remove(Caller caller, String groupId, Collection<VenId> vens) {
        Document group = require(caller, groupId);
        long removed = members.remove(groupId, vens);
        touch(group);
        return removed;
    }

    @Override
    public void delete(Caller caller, String groupId) {
        delete(require(caller, groupId));
    }

    /** The VEN is in no group any more, since it is forgotten. */
    public void forget(VenId ven) {
        members.removeVen(ven);
    }

    /** Somebody else may have changed it at the same time, which changes its version as well. */
    private void touch(Document group) {
        groups.updateOne(GroupDocument.sameVersion(group), GroupDocument.nextVersion(group, Optional.empty(), now()));
    }

    private Document require(Caller caller, String groupId) {
        return find(caller, groupId)
                .orElseThrow(() -> new GroupRefusedException(
                        404, "Group '%s' is unknown".formatted(groupId), "ven:group-list shows the groups."));
    }

    private Optional<Document> find(Caller caller, String groupId) {
        return Optional.ofNullable(groups.find(Filters.and(Filters.eq("_id", groupId), visibleTo(caller)))
                .first());
    }

    private static Bson visibleTo(Caller caller) {
        RowFilter rows = caller.rows("", DocumentFields.AGGREGATOR_ID);
        if (rows instanceof RowFilter.All) {
            return new Document();
        }
        return rows instanceof RowFilter.Equal own
                ? new Document(new HashMap<>(own.values()))
                : Filters.in("_id", List.of());
    }

    @Override
    public List<VenGroup> list(Caller caller, Optional<String> after, int limit) {
        List<Document> found = groups.find(Filters.and(visibleTo(caller), Filters.gt("_id", after.orElse(""))))
                .sort(Sorts.ascending("_id"))
                .limit(limit)
                .into(new ArrayList<>());
        Map<String, Long> counts =
                memberCounts(found.stream().map(group -> group.getString("_id")).toList());
        return found.stream()
                .map(group -> GroupDocument.read(group, counts.getOrDefault(group.getString("_id"), 0L)))
                .toList();
    }

    @Override
    public List<VenId> members(Caller caller, String groupId, Optional<VenId> after, int limit) {
        require(caller, groupId);
        List<VenId> found = new ArrayList<>();
        members.forEach(groupId, after, limit, found::add);
        return found;
    }

    /**
     * The VENs of a group for an event.
     *
     * @return false if the caller has no such group
     */
    public boolean expand(Caller caller, String groupId, Consumer<VenId> each) {
        if (find(caller, groupId).isEmpty()) {
            return false;
        }
        members.forEach(groupId, Optional.empty(), 0, each);
        return true;
    }

    Map<String, Long> memberCounts(Collection<String> groupIds) {
        return groupIds.isEmpty() ? new HashMap<>() : members.counts(groupIds);
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    /** The collections, for those of this package that show them. */
    MongoCollection<Document> documents() {
        return groups;
    }

    MongoCollection<Document> memberDocuments() {
        return members.documents();
    }
}
