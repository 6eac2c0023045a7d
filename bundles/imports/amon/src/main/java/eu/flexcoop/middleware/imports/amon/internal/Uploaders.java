package eu.flexcoop.middleware.imports.amon.internal;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

/**
 * Who may upload over HTTP: administrators, and those whom the configuration names. An aggregator may for its own cooperative
 * only.
 */
final class Uploaders {
    private static final String SERVICE = Role.SERVICE.key();
    private static final String AGGREGATOR = Role.AGGREGATOR.key();

    private final Set<String> entries = new TreeSet<>();

    /** @throws IllegalArgumentException if an entry is none */
    Uploaders(String configured) {
        Arrays.stream(configured.split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .forEach(this::add);
    }

    private void add(String entry) {
        boolean named = entry.startsWith(SERVICE + ":") && entry.length() > SERVICE.length() + 1;
        if (!named && !entry.equals(SERVICE) && !entry.equals(AGGREGATOR)) {
            throw new IllegalArgumentException(
                    "uploaders: '%s' is none of service, service:<client>, aggregator".formatted(entry));
        }
        entries.add(entry);
    }

    boolean include(Caller caller) {
        return switch (caller.role()) {
            case ADMIN -> true;
            case SERVICE -> entries.contains(SERVICE)
                    || caller.client()
                            .filter(client -> entries.contains(SERVICE + ":" + client))
                            .isPresent();
            case AGGREGATOR -> entries.contains(AGGREGATOR)
                    && caller.aggregator().isPresent();
            case PROSUMER -> false;
        };
    }
}
