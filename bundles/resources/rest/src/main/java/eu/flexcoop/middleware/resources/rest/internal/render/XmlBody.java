package eu.flexcoop.middleware.resources.rest.internal.render;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import eu.flexcoop.middleware.resources.rest.internal.message.Link;

/**
 * Turns an answer from JSON into Eve's XML. One document at a time is in memory, because its fields are sorted and have attributes
 * that come from its links. The links and numbers of a list precede its documents if the answer is whole, and follow them if it is
 * sent while it is read, since they are not known earlier.
 */
final class XmlBody implements TokenSink {
    private static final String ITEMS = "_items";

    private final XmlElements out;
    private final Optional<Link> self;
    private final Map<String, Object> members = new TreeMap<>();
    private final List<Map<String, Object>> waiting = new ArrayList<>();
    private final Deque<Object> open = new ArrayDeque<>();
    private final Deque<String> names = new ArrayDeque<>();
    private boolean listed;

    /** @param self what the root names itself, for an answer whose documents are written as they come; empty if it is whole */
    XmlBody(OutputStream target, Optional<Link> self) throws IOException {
        this.out = new XmlElements(target);
        this.self = self;
        if (self.isPresent()) {
            out.openRoot(self.get());
        }
    }

    @Override
    public void token(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        switch (token) {
            case START_OBJECT -> open.push(open.isEmpty() ? members : new TreeMap<String, Object>());
            case START_ARRAY -> open.push(new ArrayList<>());
            case FIELD_NAME -> names.push(parser.currentName());
            case END_OBJECT, END_ARRAY -> close();
            default -> add(scalar(token, parser));
        }
    }

    private static Object scalar(JsonToken token, JsonParser parser) throws IOException {
        return switch (token) {
                // the words of Python, which clients of Eve know
            case VALUE_NULL -> "None";
            case VALUE_TRUE -> "True";
            case VALUE_FALSE -> "False";
            default -> parser.getText();
        };
    }

    private void close() throws IOException {
        Object value = open.pop();
        if (open.isEmpty()) {
            return;
        }
        boolean item = open.size() == 2 && ITEMS.equals(names.peek()) && value instanceof Map<?, ?>;
        if (item) {
            item(XmlElements.members(value));
        } else if (open.size() == 1 && ITEMS.equals(names.peek())) {
            names.pop();
            listed = true;
        } else {
            add(value);
        }
    }

    private void item(Map<String, Object> item) throws IOException {
        if (self.isPresent()) {
            out.resource(item);
        } else {
            waiting.add(item);
        }
    }

    @SuppressWarnings("unchecked")
    private void add(Object value) {
        if (open.peek() instanceof Map<?, ?> map) {
            ((Map<String, Object>) map).put(names.pop(), value);
        } else {
            ((List<Object>) open.peek()).add(value);
        }
    }

    @Override
    public void end() throws IOException {
        if (listed && "OK".equals(members.get("_status"))) {
            members.remove("_status"); // each document has its own
        }
        if (self.isPresent()) {
            out.links(members);
            out.fields(members);
        } else {
            out.openRoot(members);
            for (Map<String, Object> item : waiting) {
                out.resource(item);
            }
        }
        out.closeRoot();
    }
}
