package eu.flexcoop.middleware.security.audit.internal;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;

import eu.flexcoop.middleware.security.api.AuditEvent;

/**
 * One line of the audit log as JSON, in ASCII. What clients wrote is shortened, and parts of a path that are long enough to be a token are left out.
 */
final class AuditLine {
    static final int MOST_CHARACTERS = 200;
    /** Ids and names are shorter, signed tokens longer. */
    static final int MOST_SEGMENT = 80;

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .characterEscapes(new WithDelete())
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII) // C1 controls command terminals, too
            .build();

    private AuditLine() {}

    static String of(Instant at, AuditEvent event) {
        return line(at, event.action(), json -> {
            field(json, "subject", event.actor().subject());
            field(json, "role", event.actor().role());
            field(json, "account", event.actor().account());
            field(json, "aggregator", event.actor().aggregator());
            field(json, "client", event.actor().client());
            field(json, "certificate", event.actor().certificate());
            field(json, "target", withoutTokens(event.target()));
            field(json, "from", event.from());
            json.writeNumberField("status", event.status());
            field(json, "reason", event.reason());
        });
    }

    /** For lines of one client that were left out. */
    static String suppressed(Instant at, String client, int lines) {
        return line(at, "audit.suppressed", json -> {
            field(json, "subject", client);
            json.writeNumberField("lines", lines);
        });
    }

    /** For lines of any client that came faster than they could be written. */
    static String lost(Instant at, long lines) {
        return line(at, "audit.lost", json -> json.writeNumberField("lines", lines));
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private static String line(Instant at, String action, Fields fields) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("time", at.truncatedTo(ChronoUnit.MILLIS).toString());
            field(json, "action", action);
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void field(JsonGenerator json, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(name, shortened(value));
        }
    }

    private static String shortened(String value) {
        return value.length() <= MOST_CHARACTERS ? value : value.substring(0, MOST_CHARACTERS) + "...";
    }

    private static String withoutTokens(String path) {
        StringBuilder kept = new StringBuilder(Math.min(path.length(), MOST_CHARACTERS));
        int start = 0;
        while (start <= path.length() && kept.length() <= MOST_CHARACTERS) {
            int end = endOfSegment(path, start);
            if (end - start > MOST_SEGMENT) {
                kept.append("[").append(end - start).append(" characters]");
            } else {
                kept.append(path, start, end);
            }
            if (end < path.length()) {
                kept.append(path.charAt(end));
            }
            start = end + 1;
        }
        return kept.toString();
    }

    private static int endOfSegment(String path, int start) {
        int at = start;
        while (at < path.length() && path.charAt(at) != '/' && path.charAt(at) != ' ') {
            at++;
        }
        return at;
    }

    /** Escapes DEL beside what JSON demands. */
    private static final class WithDelete extends CharacterEscapes {
        private static final long serialVersionUID = 1L;
        private static final int DELETE = 0x7F;

        private final int[] escapes = standardAsciiEscapesForJSON();

        WithDelete() {
            escapes[DELETE] = ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return escapes.clone();
        }

        @Override
        public SerializableString getEscapeSequence(int character) {
            return null;
        }
    }
}
