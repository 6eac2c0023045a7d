package eu.flexcoop.middleware.resources.rest.internal.access;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import eu.flexcoop.middleware.resources.api.AccessRule.Grant;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

/**
 * What each role may do with one resource and what it sees, made once per definition. A request picks the entry of its role and fills in
 * what the caller's token says. Immutable.
 */
public final class ResourceAccess {
    private final ResourceDefinition definition;
    private final Map<Role, RowAccess> whole = new EnumMap<>(Role.class);

    public ResourceAccess(ResourceDefinition definition) {
        this.definition = definition;
        definition
                .access()
                .grants()
                .forEach((role, grant) -> whole.put(
                        role,
                        new RowAccess(Map.of(), grant.changeable(), FieldVisibility.of(definition, grant.limits()))));
    }

    /** @throws Problem if the caller may not use the method here */
    public RowAccess of(Method method, Caller caller) {
        Optional<Grant> granted = definition.access().of(caller);
        if (granted.isEmpty() || !granted.get().methods().contains(method)) {
            throw Problem.forbidden("Role %s may not %s '%s'", caller.role().key(), method, definition.name());
        }
        Grant grant = granted.get();
        RowAccess access = whole.get(caller.role());
        if (grant.rows().isEmpty() && grant.limits().elements().isEmpty()) {
            return access;
        }
        Map<String, Object> owned = new LinkedHashMap<>();
        grant.rows().forEach((field, owner) -> owned.put(field, RowAccess.required(definition, owner, caller)));
        FieldVisibility visibility = grant.limits().elements().isEmpty()
                ? access.visibility()
                : access.visibility().with(grant.limits().elements(), caller);
        return new RowAccess(owned, access.changeable(), visibility);
    }
}
