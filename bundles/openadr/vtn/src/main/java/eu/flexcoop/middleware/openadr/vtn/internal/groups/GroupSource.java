package eu.flexcoop.middleware.openadr.vtn.internal.groups;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.GroupRefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceCommands;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.resources.spi.UnstoredFields;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * Shows groups of VENs over REST, each with the number of its members. POST makes a group, PATCH adds and removes members, DELETE
 * removes the group.
 */
@Component(service = ResourceSource.class)
public final class GroupSource extends MongoSource implements SourceCommands {
    public static final String MEMBER_COUNT = "member_count";
    private static final String MEMBERS = "members";
    private static final String ADD = "add_members";
    private static final String REMOVE = "remove_members";
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

    private static final String OF_MEMBERS = "Filter ven_group_members by group_id or ven_id.";
    private static final UnstoredFields UNSTORED = new UnstoredFields(
            Map.of(MEMBER_COUNT, OF_MEMBERS, MEMBERS, OF_MEMBERS, ADD, OF_MEMBERS, REMOVE, OF_MEMBERS));

    private final StoredVenGroups groups;

    @Activate
    public GroupSource(@Reference StoredVenGroups groups) {
        super(
                "openadr:ven_group",
                groups.documents(),
                new OwnerFields(Optional.empty(), Optional.of(DocumentFields.AGGREGATOR_ID), true));
        this.groups = groups;
    }

    @Override
    public SourceRows find(SourceQuery query, Caller caller) {
        UNSTORED.refuse(query);
        if (!query.projection().isEmpty() && !query.projection().containsKey(MEMBER_COUNT)) {
            return super.find(query, caller);
        }
        List<BsonDocument> rows = new ArrayList<>();
        try (SourceRows found = super.find(withId(query), caller)) {
            found.forEachRemaining(row -> rows.add(
                    CODEC.decode(row.asBsonReader(), DecoderContext.builder().build())));
        }
        Map<String, Long> counts = groups.memberCounts(
                rows.stream().map(row -> row.getString("_id").getValue()).toList());
        return SourceRows.of(rows.stream()
                .map(row -> row.append(
                        MEMBER_COUNT,
                        new BsonInt64(counts.getOrDefault(row.getString("_id").getValue(), 0L))))
                .map(row -> new RawBsonDocument(row, CODEC))
                .toList());
    }

    private static SourceQuery withId(SourceQuery query) {
        Document projection = new Document(query.projection());
        if (!projection.isEmpty()) {
            projection.append("_id", 1);
        }
        return new SourceQuery(query.filter(), projection, query.sort(), query.skip(), query.limit(), query.timeout());
    }

    @Override
    public Optional<SourceCommands> commands() {
        return Optional.of(this);
    }

    @Override
    public Map<String, Object> create(Caller caller, Document body) {
        return groups.create(
                caller,
                GroupDocument.owner(body),
                body.get(GroupDocument.GROUP_ID, ""),
                Documents.optionalString(body, GroupDocument.NAME),
                vens(body, MEMBERS));
    }

    @Override
    public Map<String, Object> change(Caller caller, Document stored, Document changes) {
        if (changes.containsKey(MEMBERS)) {
            throw refused("members are changed by add_members and remove_members");
        }
        return groups.change(
                caller,
                stored,
                Documents.optionalString(changes, GroupDocument.NAME),
                vens(changes, ADD),
                vens(changes, REMOVE));
    }

    @Override
    public void remove(Caller caller, Document stored) {
        groups.delete(stored);
    }

    private static Set<VenId> vens(Document body, String field) {
        Set<VenId> vens = new LinkedHashSet<>();
        int index = 0;
        for (Object id : body.get(field) instanceof List<?> list ? list : List.of()) {
            if (!(id instanceof String text) || text.isBlank()) {
                throw refused("%s[%d] must be a ven_id".formatted(field, index));
            }
            vens.add(new VenId(text));
            index++;
        }
        return vens;
    }

    private static GroupRefusedException refused(String what) {
        return new GroupRefusedException(422, "The group is refused: " + what, "Correct the field and try again.");
    }
}
