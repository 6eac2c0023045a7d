package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import eu.flexcoop.middleware.security.api.Caller;

/** What {@code platform-roles.txt} promises: per resource and caller the rows and the methods. */
record RoleTable(Map<String, Entry> resources) {
    /** Whose rows, and the methods; {@code list-DELETE} is DELETE of the whole list. */
    record Rights(boolean all, Set<String> methods) {
        private static final Rights NONE = new Rights(false, Set.of());

        private static Rights parse(String text) {
            if (text.equals("-")) {
                return NONE;
            }
            String[] parts = text.split(":");
            if (parts.length != 2 || !Set.of("own", "all").contains(parts[0])) {
                throw new IllegalArgumentException("'%s' is not own:METHODS, all:METHODS or -".formatted(text));
            }
            return new Rights(parts[0].equals("all"), Set.of(parts[1].split(",")));
        }

        boolean allows(String method) {
            return methods.contains(method);
        }
    }

    /** @param components client ids of the components that have the rights of a service; empty means all */
    record Entry(Rights prosumer, Rights aggregator, List<String> components, Rights service, Rights admin) {
        Rights of(Caller caller) {
            if (caller.isAnonymous()) {
                return Rights.NONE;
            }
            return switch (caller.role()) {
                case PROSUMER -> prosumer;
                case AGGREGATOR -> aggregator;
                case SERVICE -> components.isEmpty()
                                || components.contains(caller.client().orElseThrow())
                        ? service
                        : Rights.NONE;
                case ADMIN -> admin;
            };
        }
    }

    static RoleTable read() {
        try (InputStream file = RoleTable.class.getResourceAsStream("/platform-roles.txt")) {
            Map<String, Entry> entries = new LinkedHashMap<>();
            new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> Stream.of(line.split("\\|")).map(String::strip).toList())
                    .forEach(cells -> entries.put(cells.get(0), entry(cells)));
            return new RoleTable(entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(List<String> cells) {
        return new Entry(
                Rights.parse(cells.get(1)),
                Rights.parse(cells.get(2)),
                cells.get(3).equals("*") ? List.of() : List.of(cells.get(3).split(" ")),
                Rights.parse(cells.get(4)),
                Rights.parse(cells.get(5)));
    }
}
