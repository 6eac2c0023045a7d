package eu.flexcoop.middleware.openadr.vtn.internal.groups;

import java.time.Instant;
import java.util.Optional;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenGroup;
import eu.flexcoop.middleware.openadr.vtn.internal.Documents;

/** Documents of {@code ven_group}, without members, and of {@code ven_group_member}, one for each group and VEN. */
final class GroupDocument {
    static final String GROUPS = "ven_group";
    static final String MEMBERS = "ven_group_member";
    static final String GROUP_ID = "group_id";
    static final String NAME = "name";
    private static final String REVISION = "revision";

    private GroupDocument() {}

    /** @param owner the aggregator whose group it is; empty for one of the operator */
    static Document group(String id, Optional<String> name, Optional<String> owner, Instant now) {
        Document group = new Document("_id", id)
                .append(GROUP_ID, id)
                .append(REVISION, 0L)
                .append(DocumentFields.ETAG, etag(id, 0))
                .append(DocumentFields.CREATED, Documents.date(now))
                .append(DocumentFields.UPDATED, Documents.date(now));
        name.ifPresent(text -> group.append(NAME, text));
        owner.ifPresent(aggregator -> group.append(DocumentFields.AGGREGATOR_ID, aggregator));
        return group;
    }

    /** The aggregator whose group it is. */
    static Optional<String> owner(Document group) {
        return Documents.optionalString(group, DocumentFields.AGGREGATOR_ID);
    }

    /** {@code owner} of the group, not of the VEN: it decides who sees the row. */
    static Document member(String group, Optional<String> owner, VenId ven, Instant now) {
        Document member = new Document("_id", memberId(group, ven))
                .append(GROUP_ID, group)
                .append(DocumentFields.VEN_ID, ven.value())
                .append(DocumentFields.CREATED, Documents.date(now))
                .append(DocumentFields.UPDATED, Documents.date(now));
        owner.ifPresent(aggregator -> member.append(DocumentFields.AGGREGATOR_ID, aggregator));
        return member;
    }

    static String memberId(String group, VenId ven) {
        return group + "/" + ven;
    }

    private static String etag(String id, long revision) {
        return id + "-" + revision;
    }

    static Bson sameVersion(Document stored) {
        return Filters.and(Filters.eq("_id", stored.get("_id")), Filters.eq(REVISION, revision(stored)));
    }

    /** @param name empty if it stays */
    static Bson nextVersion(Document stored, Optional<String> name, Instant now) {
        long next = revision(stored) + 1;
        Bson changes = Updates.combine(
                Updates.set(REVISION, next),
                Updates.set(DocumentFields.ETAG, etag(stored.getString(GROUP_ID), next)),
                Updates.set(DocumentFields.UPDATED, Documents.date(now)));
        return name.map(text -> Updates.combine(changes, Updates.set(NAME, text)))
                .orElse(changes);
    }

    private static long revision(Document stored) {
        return Documents.longNumber(stored, REVISION);
    }

    static VenGroup read(Document document, long members) {
        return new VenGroup(
                document.getString(GROUP_ID),
                Documents.optionalString(document, NAME),
                owner(document).map(AggregatorId::new),
                Documents.instant(document, DocumentFields.CREATED),
                Documents.instant(document, DocumentFields.UPDATED),
                members);
    }
}
