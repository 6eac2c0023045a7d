package eu.flexcoop.middleware.resources.core.internal.parsing;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that the author of a definition may have meant. */
final class NearestName {
    private NearestName() {}

    /** The known name that differs in few letters, or only in case, underscores and hyphens; empty if there is none. */
    static Optional<String> of(String name, Collection<String> known) {
        String plain = plain(name);
        int most = Math.min(3, Math.max(1, plain.length() / 3));
        return known.stream()
                .filter(candidate -> distance(plain, plain(candidate)) <= most)
                .min(Comparator.comparingInt((String candidate) -> distance(plain, plain(candidate)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code , did you mean 'x'?}, or nothing. */
    static String hint(String name, Collection<String> known) {
        return of(name, known)
                .map(candidate -> ", did you mean '%s'?".formatted(candidate))
                .orElse("");
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    }

    /** Number of letters to insert, remove or replace (Levenshtein 1966). */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int above = row[j];
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[other.length()];
    }
}
