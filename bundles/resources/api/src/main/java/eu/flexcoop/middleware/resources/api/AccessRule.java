package eu.flexcoop.middleware.resources.api;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

/**
 * Who may do what with a resource. Closed: a role without a grant may do nothing.
 *
 * @param grants per role
 * @param eve what the keys of Eve say beside that
 */
public record AccessRule(Map<Role, Grant> grants, EveAccess eve) {
    public AccessRule {
        grants = Map.copyOf(grants);
        Objects.requireNonNull(eve, "eve");
    }

    public AccessRule(Map<Role, Grant> grants) {
        this(grants, EveAccess.NONE);
    }

    /**
     * What the caller may do, or empty when that is nothing. A method may be for the list only, or for single documents only; {@link
     * EveAccess#admits} tells.
     */
    public Optional<Grant> of(Caller caller) {
        if (caller.isAnonymous()) {
            Set<Method> methods = new HashSet<>(eve.publicLists());
            methods.addAll(eve.publicItems());
            return methods.isEmpty() ? Optional.empty() : Optional.of(Grant.of(methods, Map.of()));
        }
        Optional<Grant> granted = Optional.ofNullable(grants.get(caller.role())).filter(grant -> grant.admits(caller));
        return eve == EveAccess.NONE ? granted : granted.flatMap(grant -> narrowed(grant, caller));
    }

    private Optional<Grant> narrowed(Grant grant, Caller caller) {
        Set<Method> methods = new HashSet<>();
        for (Method method : grant.methods()) {
            if (eve.admitsSomewhere(caller, method)
                    || eve.publicLists().contains(method)
                    || eve.publicItems().contains(method)) {
                methods.add(method);
            }
        }
        return methods.isEmpty()
                ? Optional.empty()
                : Optional.of(new Grant(methods, grant.rows(), grant.clients(), grant.changeable(), grant.limits()));
    }

    /**
     * What one role may do.
     *
     * @param methods that the role may use, of those that the definition allows
     * @param rows per field the property of the caller that it must equal; other rows do not exist for the caller
     * @param clients components that may use it ({@link Caller#client()}); empty means all
     * @param changeable fields that PATCH and PUT may change; absent means all
     * @param limits what the role does not see of its rows
     */
    public record Grant(
            Set<Method> methods,
            Map<String, Owner> rows,
            Set<String> clients,
            Optional<Set<String>> changeable,
            Limits limits) {
        public Grant {
            methods = Set.copyOf(methods);
            rows = Map.copyOf(rows);
            clients = Set.copyOf(clients);
            changeable = changeable.map(Set::copyOf);
            Objects.requireNonNull(limits, "limits");
        }

        /** For all components, all fields and without limits. */
        public static Grant of(Set<Method> methods, Map<String, Owner> rows) {
            return new Grant(methods, rows, Set.of(), Optional.empty(), Limits.NONE);
        }

        /** Whether the caller's component may use it. */
        public boolean admits(Caller caller) {
            return clients.isEmpty()
                    || caller.client().filter(clients::contains).isPresent();
        }
    }

    /**
     * What a role does not see of rows that it may read, because a row may be several callers'. What is not shown can
     * neither be filtered or sorted by nor be changed.
     *
     * @param hidden fields that are not shown
     * @param elements per list field the members of an element that must equal a property of the caller; other elements
     *     are not shown
     */
    public record Limits(Set<String> hidden, Map<String, Map<String, Owner>> elements) {
        /** All fields are shown whole. */
        public static final Limits NONE = new Limits(Set.of(), Map.of());

        public Limits {
            hidden = Set.copyOf(hidden);
            Map<String, Map<String, Owner>> copies = new HashMap<>();
            elements.forEach((field, owners) -> copies.put(field, Map.copyOf(owners)));
            elements = Map.copyOf(copies);
        }

        public boolean isEmpty() {
            return hidden.isEmpty() && elements.isEmpty();
        }
    }

    /** A property of the caller that a field can be compared with. */
    public enum Owner {
        ACCOUNT("$account"),
        AGGREGATOR("$aggregator"),
        CLIENT("$client"),
        SUBJECT("$subject");

        private final String key;

        Owner(String key) {
            this.key = Objects.requireNonNull(key, "key");
        }

        /** How definitions write it. */
        public String key() {
            return key;
        }

        /** The caller's value, or empty when the token does not say it. */
        public Optional<String> of(Caller caller) {
            return switch (this) {
                case ACCOUNT -> caller.account().map(Object::toString);
                case AGGREGATOR -> caller.aggregator().map(Object::toString);
                case CLIENT -> caller.client();
                case SUBJECT -> Optional.of(caller.subject());
            };
        }
    }
}
