package eu.flexcoop.middleware.configuration.internal;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds what somebody who mistyped a name may have meant. */
final class Suggestion {
    private Suggestion() {}

    /** The most similar name, if no more than a third of the letters differ, and three. */
    static Optional<String> of(String typed, Stream<String> names) {
        String lower = typed.toLowerCase(Locale.ROOT);
        record Candidate(String name, int distance) {}
        return names.map(name -> new Candidate(name, distance(lower, name.toLowerCase(Locale.ROOT))))
                .min(Comparator.comparingInt(Candidate::distance))
                .filter(nearest -> nearest.distance() <= Math.max(1, Math.min(3, typed.length() / 3)))
                .map(Candidate::name);
    }

    /** The distance of Levenshtein in which two letters that have changed places count once ("optimal string alignment"). */
    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        Arrays.setAll(last, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[b.length()];
    }
}
