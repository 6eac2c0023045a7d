package eu.flexcoop.middleware.openadr.vtn.internal.groups;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import org.bson.Document;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.mongo.api.Retention;
import eu.flexcoop.middleware.openadr.api.GroupRefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.Chunks;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;
import eu.flexcoop.middleware.security.api.Caller;

/** Who is in which group: a small document each, written in chunks, so that a group may hold the whole fleet. */
final class GroupMembers {
    private static final int CHUNK = 1000;
    private static final int MOST = 100_000;
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    private final MongoCollection<Document> members;
    private final StoredVenRegistry vens;
    private final Clock clock;

    GroupMembers(MongoCollections mongo, StoredVenRegistry vens, Clock clock) {
        this.vens = vens;
        this.clock = clock;
        members = mongo.open(
                GroupDocument.MEMBERS,
                Retention.never(),
                new IndexModel(Indexes.ascending(GroupDocument.GROUP_ID, "_id")),
                new IndexModel(Indexes.ascending(DocumentFields.VEN_ID, "_id")),
                new IndexModel(Indexes.ascending(DocumentFields.AGGREGATOR_ID, "_id")));
    }

    /** @throws GroupRefusedException for the first VEN that is unknown or not the caller's */
    void require(Caller caller, Collection<VenId> wanted) {
        if (wanted.size() > MOST) {
            throw new GroupRefusedException(
                    422,
                    "The group is refused: %d VENs at a time are too many".formatted(wanted.size()),
                    "Add at most %d at a time.".formatted(MOST));
        }
        for (List<VenId> chunk : Chunks.of(List.copyOf(wanted), CHUNK)) {
            Map<VenId, VenEntry> known = byId(chunk);
            for (VenId id : chunk) {
                VenEntry ven = known.get(id);
                if (ven == null || !caller.owns(ven.account(), ven.aggregator())) {
                    throw new GroupRefusedException(
                            caller.isPrivileged() ? 422 : 403,
                            "The group is refused: VEN %s is %s"
                                    .formatted(id, caller.isPrivileged() ? "not registered" : "not yours"),
                            "ven:list shows the VENs that are registered.");
                }
            }
        }
    }

    private Map<VenId, VenEntry> byId(List<VenId> ids) {
        return vens.byIds(ids).stream().collect(Collectors.toMap(VenEntry::id, Function.identity()));
    }

    /** @return how many are new */
    long add(String group, Optional<String> owner, Collection<VenId> added) {
        Instant now = clock.instant();
        long inserted = 0;
        for (List<VenId> chunk : Chunks.of(added.stream().distinct().toList(), CHUNK)) {
            List<UpdateOneModel<Document>> upserts = chunk.stream()
                    .map(ven -> new UpdateOneModel<Document>(
                            Filters.eq("_id", GroupDocument.memberId(group, ven)),
                            new Document("$setOnInsert", GroupDocument.member(group, owner, ven, now)),
                            UPSERT))
                    .toList();
            inserted += members.bulkWrite(upserts, UNORDERED).getUpserts().size();
        }
        return inserted;
    }

    /** @return how many were there */
    long remove(String group, Collection<VenId> removed) {
        long deleted = 0;
        for (List<VenId> chunk : Chunks.of(List.copyOf(removed), CHUNK)) {
            List<String> ids = chunk.stream()
                    .map(ven -> GroupDocument.memberId(group, ven))
                    .toList();
            deleted += members.deleteMany(Filters.in("_id", ids)).getDeletedCount();
        }
        return deleted;
    }

    /** From all groups. */
    void removeVen(VenId ven) {
        members.deleteMany(Filters.eq(DocumentFields.VEN_ID, ven.value()));
    }

    void removeAll(String group) {
        members.deleteMany(Filters.eq(GroupDocument.GROUP_ID, group));
    }

    /** In order of the VENs; 0 for no limit. */
    void forEach(String group, Optional<VenId> after, int limit, Consumer<VenId> each) {
        String last = group + "/" + after.map(VenId::value).orElse("");
        members.find(Filters.and(Filters.eq(GroupDocument.GROUP_ID, group), Filters.gt("_id", last)))
                .projection(Projections.include(DocumentFields.VEN_ID))
                .sort(Sorts.ascending("_id"))
                .limit(limit)
                .batchSize(limit == 0 ? CHUNK : limit)
                .forEach(member -> each.accept(new VenId(member.getString(DocumentFields.VEN_ID))));
    }

    /** How many members each has, counted in the database over an index. */
    Map<String, Long> counts(Collection<String> groups) {
        Map<String, Long> counts = new HashMap<>();
        members.aggregate(List.of(
                        new Document("$match", Filters.in(GroupDocument.GROUP_ID, groups)),
                        new Document(
                                "$group",
                                new Document("_id", "$" + GroupDocument.GROUP_ID)
                                        .append("count", new Document("$sum", 1L)))))
                .forEach(group -> counts.put(group.getString("_id"), group.getLong("count")));
        return counts;
    }

    MongoCollection<Document> documents() {
        return members;
    }
}
