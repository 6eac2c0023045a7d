package eu.flexcoop.middleware.resources.api;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import eu.flexcoop.middleware.security.api.Caller;

/**
 * Access as the keys of Eve say it. Lists of roles and the owner narrow what {@link AccessRule#grants()} gives; public methods are for
 * everybody, with or without a token.
 *
 * @param ownerField holds the subject of the token that made the document; other documents do not exist for a caller
 * @param lists roles that may use the list
 * @param items roles that may use single documents
 * @param publicLists methods of the list that need no token
 * @param publicItems methods of single documents that need no token
 */
public record EveAccess(
        Optional<String> ownerField, Roles lists, Roles items, Set<Method> publicLists, Set<Method> publicItems) {
    /** The definition has none of the keys. */
    public static final EveAccess NONE = new EveAccess(Optional.empty(), Roles.ANY, Roles.ANY, Set.of(), Set.of());

    public EveAccess {
        Objects.requireNonNull(ownerField, "ownerField");
        Objects.requireNonNull(lists, "lists");
        Objects.requireNonNull(items, "items");
        publicLists = Set.copyOf(publicLists);
        publicItems = Set.copyOf(publicItems);
    }

    /**
     * Names of roles as tokens have them; absent: every caller with a token.
     *
     * @param readers may GET
     * @param writers may use the other methods
     */
    public record Roles(Optional<Set<String>> readers, Optional<Set<String>> writers) {
        /** Every caller with a token. */
        public static final Roles ANY = new Roles(Optional.empty(), Optional.empty());

        public Roles {
            readers = readers.map(Set::copyOf);
            writers = writers.map(Set::copyOf);
        }

        boolean admit(Caller caller, Method method) {
            Optional<Set<String>> names = method == Method.GET ? readers : writers;
            return names.isEmpty() || caller.roles().stream().anyMatch(names.get()::contains);
        }
    }

    /** @param item the address is that of a single document */
    public boolean isPublic(Method method, boolean item) {
        return (item ? publicItems : publicLists).contains(method);
    }

    /** Whether the lists of roles have no objection. */
    public boolean admits(Caller caller, Method method, boolean item) {
        return this == NONE || (item ? items : lists).admit(caller, method);
    }

    /** As {@link #admits}, at the list or at single documents. */
    boolean admitsSomewhere(Caller caller, Method method) {
        return switch (method) {
            case POST -> admits(caller, method, false);
            case PUT, PATCH -> admits(caller, method, true);
            case GET, DELETE -> admits(caller, method, false) || admits(caller, method, true);
        };
    }
}
