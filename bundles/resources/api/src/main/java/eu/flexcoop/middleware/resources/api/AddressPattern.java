package eu.flexcoop.middleware.resources.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a resource some parts of which are parameters: {@code companies/<regex("[a-f0-9]{24}"):company>/invoices}. A
 * parameter is one part of the address, of a kind of Eve's: {@code regex("...")}, {@code int}, {@code uuid}, {@code string}; without a
 * kind it is a string.
 *
 * @param parts in their order, at least one
 */
public record AddressPattern(List<Part> parts) {
    private static final Pattern FIXED = Pattern.compile("[A-Za-z0-9_.~-]+");
    private static final Pattern PARAMETER = Pattern.compile(
            "<(?:(regex\\((['\"])(.*?)\\2\\)|[a-z]+):)?([A-Za-z_][A-Za-z0-9_]*)>(?=/|$)", Pattern.DOTALL);
    private static final String UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    public AddressPattern {
        parts = List.copyOf(parts);
    }

    /**
     * One part.
     *
     * @param name of the parameter, or the text of a fixed part
     * @param pattern what the parameter may be; empty for a fixed part
     */
    public record Part(String name, Optional<Pattern> pattern) {
        boolean accepts(String text) {
            return pattern.map(allowed -> allowed.matcher(text).matches()).orElseGet(() -> name.equals(text));
        }
    }

    /** Whether the address has parameters. */
    public static boolean isPattern(String url) {
        return url.indexOf('<') >= 0;
    }

    /**
     * Reads the form that definitions have.
     *
     * @throws IllegalArgumentException with what is accepted, if it is another one
     */
    public static AddressPattern of(String url) {
        List<Part> parts = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        String rest = url;
        while (!rest.isEmpty() || parts.isEmpty()) {
            Matcher parameter = PARAMETER.matcher(rest);
            int end;
            if (parameter.lookingAt()) {
                end = parameter.end();
                parts.add(parameter(url, parameter));
                if (!names.add(parameter.group(4))) {
                    throw new IllegalArgumentException(
                            "url '%s' has two parameters '%s', use different names".formatted(url, parameter.group(4)));
                }
            } else {
                end = rest.indexOf('/') < 0 ? rest.length() : rest.indexOf('/');
                String text = rest.substring(0, end);
                if (!FIXED.matcher(text).matches()) {
                    throw unsupported(url);
                }
                parts.add(new Part(text, Optional.empty()));
            }
            boolean last = end == rest.length();
            rest = last ? "" : rest.substring(end + 1);
            if (!last && rest.isEmpty()) {
                throw unsupported(url);
            }
        }
        return new AddressPattern(parts);
    }

    private static Part parameter(String url, Matcher parameter) {
        String kind = parameter.group(1) == null ? "string" : parameter.group(1);
        String pattern =
                switch (kind) {
                    case "string" -> "[^/]+";
                    case "int" -> "[0-9]{1,18}";
                    case "uuid" -> UUID;
                    default -> {
                        if (parameter.group(3) == null) {
                            throw unsupported(url);
                        }
                        yield parameter.group(3);
                    }
                };
        return new Part(parameter.group(4), Optional.of(Pattern.compile(pattern)));
    }

    private static IllegalArgumentException unsupported(String url) {
        return new IllegalArgumentException(
                "url '%s' is not supported, use plain parts and parameters like <regex(\"[a-z]+\"):name>, <int:name>, <uuid:name> or <string:name>, joined with /"
                        .formatted(url));
    }

    /** The values of the parameters in an address; empty if it is not of this form. */
    public Optional<Map<String, String>> match(String address) {
        String[] texts = address.split("/", -1);
        if (texts.length != parts.size()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < texts.length; i++) {
            Part part = parts.get(i);
            if (!part.accepts(texts[i])) {
                return Optional.empty();
            }
            if (part.pattern().isPresent()) {
                values.put(part.name(), texts[i]);
            }
        }
        return Optional.of(values);
    }

    /** The parts that are parameters. */
    public List<Part> parameters() {
        return parts.stream().filter(part -> part.pattern().isPresent()).toList();
    }

    /** The address with something in place of each parameter, by its name: {@code companies/5/invoices}. */
    public String with(Function<String, String> parameters) {
        StringBuilder address = new StringBuilder();
        for (Part part : parts) {
            address.append(address.isEmpty() ? "" : "/")
                    .append(part.pattern().isPresent() ? parameters.apply(part.name()) : part.name());
        }
        return address.toString();
    }

    /** The address as people read it: {@code companies/<company>/invoices}. */
    public String shown() {
        return with(name -> "<" + name + ">");
    }
}
