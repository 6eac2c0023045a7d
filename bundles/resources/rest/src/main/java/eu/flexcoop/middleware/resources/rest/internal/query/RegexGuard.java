package eu.flexcoop.middleware.resources.rest.internal.query;

import java.util.ArrayDeque;
import java.util.Deque;

import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/**
 * Bounds the regular expressions of clients, where a definition allows them at all. MongoDB matches by backtracking, so that a repeated
 * group with a repetition or alternatives inside can take exponential time for one document; such groups, back references and assertions
 * are refused.
 */
final class RegexGuard {
    static final int LONGEST = 128;
    private static final int MOST_REPETITIONS = 8;
    /** Case-insensitive, lines, dots for lines, comments. */
    private static final String OPTIONS = "imsx";

    private final String pattern;
    private final Deque<Group> open = new ArrayDeque<>();
    private int at;
    private int repetitions;

    /** What is inside a group that has not ended. */
    private static final class Group {
        private boolean repeats;
        private boolean chooses;
    }

    private RegexGuard(String pattern) {
        this.pattern = pattern;
    }

    /** @throws Problem if the expression is not allowed */
    static String pattern(Object value) {
        if (!(value instanceof String text)) {
            throw Problem.badRequest("'where': $regex takes a text");
        }
        if (text.length() > LONGEST || text.indexOf('\0') >= 0) {
            throw Problem.badRequest("'where': a $regex has at most %d characters", LONGEST);
        }
        new RegexGuard(text).check();
        return text;
    }

    /** @throws Problem if the options are not allowed */
    static String options(Object value) {
        if (value instanceof String text && text.chars().allMatch(letter -> OPTIONS.indexOf(letter) >= 0)) {
            return text;
        }
        throw Problem.badRequest("'where': $options is a text of the letters %s", OPTIONS);
    }

    private void check() {
        open.push(new Group());
        while (at < pattern.length()) {
            char letter = pattern.charAt(at);
            switch (letter) {
                case '\\' -> escape();
                case '[' -> set();
                case '(' -> begin();
                case ')' -> end();
                case '|' -> {
                    open.peek().chooses = true;
                    at++;
                }
                case '*', '+', '{', '?' -> repeat();
                default -> at++;
            }
        }
        if (open.size() > 1) {
            throw malformed("a group is not closed");
        }
    }

    private void repeat() {
        open.peek().repeats = true;
        at++;
        if (++repetitions > MOST_REPETITIONS) {
            throw malformed("it has more than %d repetitions".formatted(MOST_REPETITIONS));
        }
    }

    private void escape() {
        if (at + 1 == pattern.length()) {
            throw malformed("it ends with \\");
        }
        char next = pattern.charAt(at + 1);
        if (next >= '1' && next <= '9' || "gkKEQPX".indexOf(next) >= 0) {
            throw malformed("\\%s is not allowed".formatted(next));
        }
        at += 2;
    }

    private void set() {
        int end = at + 1;
        if (end < pattern.length() && pattern.charAt(end) == '^') {
            end++;
        }
        end++; // a bracket that comes first is one of the set
        while (end < pattern.length() && pattern.charAt(end) != ']') {
            end += pattern.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= pattern.length()) {
            throw malformed("a set is not closed");
        }
        at = end + 1;
    }

    private void begin() {
        open.push(new Group());
        at++;
        if (pattern.startsWith("?", at)) {
            if (!pattern.startsWith("?:", at)) {
                throw malformed("of the groups with ? only (?: is allowed");
            }
            at += 2;
        } else if (pattern.startsWith("*", at)) {
            throw malformed("(* is not allowed");
        }
    }

    private void end() {
        if (open.size() == 1) {
            throw malformed("a group is closed that is not open");
        }
        Group ended = open.pop();
        at++;
        boolean repeated = at < pattern.length() && "*+{?".indexOf(pattern.charAt(at)) >= 0;
        if (repeated && (ended.repeats || ended.chooses)) {
            throw malformed("a group with a repetition or alternatives inside cannot be repeated");
        }
        open.peek().repeats |= ended.repeats;
        open.peek().chooses |= ended.chooses;
    }

    private Problem malformed(String reason) {
        return Problem.badRequest("'where': $regex '%s': %s", pattern, reason);
    }
}
