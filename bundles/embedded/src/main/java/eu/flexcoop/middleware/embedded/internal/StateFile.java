package eu.flexcoop.middleware.embedded.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.Locale;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import eu.flexcoop.middleware.servers.api.ServerState;

/**
 * The states of the servers as JSON for the command-line script, replaced as a whole so that a reader never sees half of it:
 * {@code {"servers": [{"server": "mongodb", "state": "ready", "address": "…", "detail": "", "pid": 1, "since": "…"}]}}.
 */
final class StateFile {
    private static final JsonFactory JSON = new JsonFactory();

    private final Path file;

    StateFile(Path file) {
        this.file = file;
    }

    synchronized void write(Collection<ServerState> states) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (OutputStream out = Files.newOutputStream(fresh);
                JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeArrayFieldStart("servers");
            for (ServerState state : states) {
                json.writeStartObject();
                json.writeStringField("server", state.kind().key());
                json.writeStringField("state", state.phase().name().toLowerCase(Locale.ROOT));
                json.writeStringField("address", state.address());
                json.writeStringField("detail", state.detail());
                if (state.pid().isPresent()) {
                    json.writeNumberField("pid", state.pid().getAsLong());
                }
                json.writeStringField("since", state.since().toString());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
