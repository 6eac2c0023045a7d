package eu.flexcoop.middleware.resources.rest.internal.query;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.bson.Document;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/**
 * The other form of {@code where}: comparisons as Python writes them, {@code age>=25 and (name=="Doe" or born>datetime(1989,1,2))}.
 */
public final class PythonWhere {
    /** The groups that repeat are possessive: others recurse for each letter of the text. */
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:(?<string>\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+')"
                    + "|(?<number>-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)"
                    + "|(?<name>[A-Za-z_][A-Za-z0-9_.-]*)"
                    + "|(?<sign>==|!=|>=|<=|>|<|\\(|\\)|,))");

    private static final Map<String, String> COMPARISONS =
            Map.of("!=", "$ne", ">", "$gt", ">=", "$gte", "<", "$lt", "<=", "$lte");
    private static final int DEEPEST = 50;

    private final List<String> tokens = new ArrayList<>();
    private int at;
    private int depth;

    private PythonWhere(String text) {
        Matcher matcher = TOKEN.matcher(text.strip());
        int end = 0;
        while (matcher.lookingAt()) {
            tokens.add(matcher.group().strip());
            end = matcher.end();
            matcher.region(end, text.strip().length());
        }
        if (end != text.strip().length()) {
            throw wrong();
        }
    }

    public static Document parse(String text) {
        PythonWhere parser = new PythonWhere(text);
        Document filter = parser.any();
        if (parser.at != parser.tokens.size()) {
            throw wrong();
        }
        return filter;
    }

    private static Problem wrong() {
        return Problem.badRequest(
                "'where' is neither a JSON object nor a comparison such as age>=25 and name==\"Doe\"");
    }

    private Document any() {
        if (++depth > DEEPEST) {
            throw wrong();
        }
        List<Document> filters = new ArrayList<>(List.of(all()));
        while (take("or")) {
            filters.add(all());
        }
        depth--;
        return filters.size() == 1 ? filters.get(0) : new Document("$or", filters);
    }

    private Document all() {
        List<Document> filters = new ArrayList<>(List.of(one()));
        while (take("and")) {
            filters.add(one());
        }
        return filters.size() == 1 ? filters.get(0) : new Document("$and", filters);
    }

    private Document one() {
        if (take("(")) {
            Document inner = any();
            expect(")");
            return inner;
        }
        String field = next();
        if (!Character.isLetter(field.charAt(0)) && field.charAt(0) != '_') {
            throw wrong();
        }
        String sign = next();
        if (sign.equals("==")) {
            return new Document(field, value());
        }
        String operator = COMPARISONS.get(sign);
        if (operator == null) {
            throw wrong();
        }
        return new Document(field, new Document(operator, value()));
    }

    private Object value() {
        String token = next();
        char first = token.charAt(0);
        if (first == '"' || first == '\'') {
            return token.substring(1, token.length() - 1).replaceAll("\\\\(.)", "$1");
        }
        if (Character.isDigit(first) || first == '-') {
            double number = Double.parseDouble(token);
            return token.matches("-?\\d{1,15}") ? (Object) (long) number : (Object) number;
        }
        return switch (token) {
            case "True", "true" -> true;
            case "False", "false" -> false;
            case "None", "null" -> null;
            case "ObjectId" -> objectId();
            case "datetime" -> moment();
            default -> throw wrong();
        };
    }

    private Object objectId() {
        expect("(");
        Object text = value();
        expect(")");
        if (!(text instanceof String hex) || !ObjectId.isValid(hex)) {
            throw wrong();
        }
        return new ObjectId(hex);
    }

    private Object moment() {
        int[] parts = {1970, 1, 1, 0, 0, 0, 0};
        int count = 0;
        expect("(");
        do {
            if (count == parts.length || !(value() instanceof Long number)) {
                throw wrong();
            }
            parts[count++] = number.intValue();
        } while (take(","));
        expect(")");
        try {
            return Date.from(
                    LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], parts[6] * 1000)
                            .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            throw wrong();
        }
    }

    private String next() {
        if (at == tokens.size()) {
            throw wrong();
        }
        return tokens.get(at++);
    }

    private boolean take(String token) {
        boolean here = at < tokens.size() && tokens.get(at).equals(token);
        if (here) {
            at++;
        }
        return here;
    }

    private void expect(String token) {
        if (!take(token)) {
            throw wrong();
        }
    }
}
