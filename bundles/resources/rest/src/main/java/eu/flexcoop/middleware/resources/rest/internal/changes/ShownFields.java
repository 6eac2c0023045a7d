package eu.flexcoop.middleware.resources.rest.internal.changes;

import java.util.HashMap;
import java.util.Map;

import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

import eu.flexcoop.middleware.resources.api.AccessRule.Grant;
import eu.flexcoop.middleware.resources.api.AccessRule.Owner;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.access.FieldVisibility;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.security.api.Caller;

/** Leaves out of changed documents what the caller does not see. What the store does for queries is done here in memory. */
final class ShownFields {
    private static final BsonDocumentCodec DOCUMENTS = new BsonDocumentCodec();

    private final ResourceDefinition definition;
    private final FieldVisibility visibility;
    /** Per list field the members that an element of the caller's has. */
    private final Map<String, Map<String, BsonString>> elements = new HashMap<>();

    /** @throws eu.flexcoop.middleware.resources.rest.internal.message.Problem if the token does not say what decides */
    ShownFields(ResourceDefinition definition, FieldVisibility visibility, Caller caller) {
        this.definition = definition;
        this.visibility = visibility;
        definition.access().of(caller).map(Grant::limits).ifPresent(limits -> limits.elements()
                .forEach((field, owners) -> elements.put(field, members(owners, caller))));
    }

    private Map<String, BsonString> members(Map<String, Owner> owners, Caller caller) {
        Map<String, BsonString> members = new HashMap<>();
        owners.forEach(
                (member, owner) -> members.put(member, new BsonString(RowAccess.required(definition, owner, caller))));
        return members;
    }

    RawBsonDocument of(RawBsonDocument whole) {
        BsonDocument shown = new BsonDocument();
        for (Map.Entry<String, BsonValue> field : whole.entrySet()) {
            String name = field.getKey();
            if (elements.containsKey(name)) {
                if (field.getValue().isArray()) {
                    shown.append(name, own(field.getValue().asArray(), elements.get(name)));
                }
            } else if (visibility.isAutomatic(name) || visibility.shows(name)) {
                shown.append(name, field.getValue());
            }
        }
        return new RawBsonDocument(shown, DOCUMENTS);
    }

    private static BsonArray own(BsonArray list, Map<String, BsonString> members) {
        BsonArray own = new BsonArray();
        for (BsonValue element : list) {
            if (element.isDocument()
                    && members.entrySet().stream().allMatch(member -> member.getValue()
                            .equals(element.asDocument().get(member.getKey())))) {
                own.add(element);
            }
        }
        return own;
    }
}
