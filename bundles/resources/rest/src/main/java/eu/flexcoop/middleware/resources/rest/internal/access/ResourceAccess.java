package eu.flexcoop.middleware.resources.rest.internal.access;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.resources.api.AccessRule.Grant;
import eu.flexcoop.middleware.resources.api.AccessRule.Limits;
import eu.flexcoop.middleware.resources.api.AccessRule.Owner;
import eu.flexcoop.middleware.resources.api.EveAccess;
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
    private static final Set<Integer> REFUSALS = Set.of(401, 403);

    private final ResourceDefinition definition;
    private final EveAccess eve;
    private final Map<Role, RowAccess> whole = new EnumMap<>(Role.class);
    private final RowAccess everybody;
    /** Where rows say their cooperative: an account is somebody else in another one, so a prosumer's rows are compared too. */
    private final Set<String> cooperativeFields;
    /** Values in the address. */
    private final Map<String, Object> parents;

    public ResourceAccess(ResourceDefinition definition) {
        this.definition = definition;
        this.parents = Map.of();
        this.eve = definition.access().eve();
        this.cooperativeFields = cooperativeFields(definition);
        this.everybody = new RowAccess(Map.of(), Optional.empty(), visibleToEverybody(definition));
        definition
                .access()
                .grants()
                .forEach((role, grant) -> whole.put(
                        role,
                        new RowAccess(Map.of(), grant.changeable(), FieldVisibility.of(definition, grant.limits()))));
    }

    private ResourceAccess(ResourceAccess whole, ResourceDefinition definition, Map<String, Object> parents) {
        this.definition = definition;
        this.parents = parents;
        this.eve = whole.eve;
        this.cooperativeFields = whole.cooperativeFields;
        this.everybody = whole.everybody.within(definition, parents);
        this.whole.putAll(whole.whole);
    }

    private static Set<String> cooperativeFields(ResourceDefinition definition) {
        Grant aggregator = definition.access().grants().get(Role.AGGREGATOR);
        return aggregator == null
                ? Set.of()
                : aggregator.rows().entrySet().stream()
                        .filter(row -> row.getValue() == Owner.AGGREGATOR)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** The same for the rows at one address. */
    public ResourceAccess within(ResourceDefinition here, Map<String, Object> address) {
        return new ResourceAccess(this, here, address);
    }

    /** The owner of a document is hidden unless the schema has the field. */
    private static FieldVisibility visibleToEverybody(ResourceDefinition definition) {
        return definition
                .access()
                .eve()
                .ownerField()
                .filter(field -> !definition.schema().containsKey(field))
                .map(field -> FieldVisibility.of(definition, new Limits(Set.of(field), Map.of())))
                .orElseGet(() -> FieldVisibility.whole(definition));
    }

    /**
     * At the list; PATCH and PUT, which lists do not have, at a single document.
     *
     * @throws Problem if the caller may not use the method here
     */
    public RowAccess of(Method method, Caller caller) {
        return of(method, caller, method == Method.PATCH || method == Method.PUT);
    }

    /**
     * At a single document.
     *
     * @throws Problem if the caller may not use the method here
     */
    public RowAccess item(Method method, Caller caller) {
        return of(method, caller, true);
    }

    private RowAccess of(Method method, Caller caller, boolean item) {
        if (eve.isPublic(method, item)) {
            return everybody;
        }
        if (caller.isAnonymous()) {
            throw Problem.unauthorized();
        }
        Optional<Grant> granted = Optional.ofNullable(
                        definition.access().grants().get(caller.role()))
                .filter(grant -> grant.admits(caller));
        if (granted.isEmpty() || !granted.get().methods().contains(method)) {
            throw Problem.forbidden("Role %s may not %s '%s'", caller.role().key(), method, definition.name());
        }
        if (!eve.admits(caller, method, item)) {
            throw Problem.unauthorized();
        }
        RowAccess rows = rows(granted.get(), caller);
        return parents.isEmpty() ? rows : rows.within(definition, parents);
    }

    private RowAccess rows(Grant grant, Caller caller) {
        RowAccess access = whole.get(caller.role());
        if (grant.rows().isEmpty()
                && grant.limits().elements().isEmpty()
                && eve.ownerField().isEmpty()) {
            return access;
        }
        Map<String, Object> owned = new LinkedHashMap<>();
        grant.rows().forEach((field, owner) -> owned.put(field, RowAccess.required(definition, owner, caller)));
        if (caller.role() == Role.PROSUMER && grant.rows().containsValue(Owner.ACCOUNT)) {
            caller.aggregator()
                    .ifPresent(own -> cooperativeFields.forEach(field -> owned.putIfAbsent(field, own.value())));
        }
        FieldVisibility visibility = grant.limits().elements().isEmpty()
                ? access.visibility()
                : access.visibility().with(grant.limits().elements(), caller);
        Map<String, Object> stamped = eve.ownerField()
                .map(field -> Map.<String, Object>of(field, caller.subject()))
                .orElse(Map.of());
        return new RowAccess(owned, stamped, Map.of(), access.changeable(), visibility);
    }

    /** Statuses of problems that say that the caller may not. */
    public static boolean isRefusal(Problem problem) {
        return REFUSALS.contains(problem.status());
    }
}
