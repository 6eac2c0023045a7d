package eu.flexcoop.middleware.ops.shell.internal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.security.api.AuditEvent;

import static org.assertj.core.api.Assertions.assertThat;

class CommandAuditTest {
    private final List<AuditEvent> events = new ArrayList<>();
    private CommandAudit audit;

    @BeforeEach
    void start(@TempDir Path etc) throws Exception {
        Files.createDirectory(etc.resolve("scripts"));
        Files.writeString(etc.resolve("shell.init.script"), "// first\n// comment\nalias ll = { ls } ;\nb = { c }\n");
        Files.writeString(etc.resolve("scripts/shell.completion.script"), "// second\nsetopt x\n");
        audit = new CommandAudit(events::add, () -> "vera", new SessionScripts(etc));
    }

    @ParameterizedTest
    @CsvSource({
        "ven:cancel VEN-1, ven:cancel VEN-1",
        "dr:event-list | grep x; dr:event-cancel E1, dr:event-list | grep ... | dr:event-cancel E1",
        "ven:list > /tmp/x, ven:list > /tmp/x",
        "security:token --role admin, security:token ...",
        "jaas:user-add anna secret, jaas:user-add ...",
        "config:property-set password secret, config:property-set ...",
        "exec rm -rf, exec ...",
        "shutdown, shutdown"
    })
    void whatMayChangeSomethingIsToldWithoutSecrets(String line, String told) {
        audit.afterExecute(null, line, (Object) null);

        assertThat(events).hasSize(1);
        AuditEvent event = events.get(0);
        assertThat(event.actor().subject()).isEqualTo("vera");
        assertThat(event.action()).isEqualTo("shell.command");
        assertThat(event.status()).isEqualTo(200);
        assertThat(event.target()).isEqualTo(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ven:list", "dr:event-info E1", "ven:list | grep x", "pki:authority", "", "store:status"})
    void whatShowsSomethingIsNotTold(String line) {
        audit.afterExecute(null, line, (Object) null);

        assertThat(events).isEmpty();
    }

    @Test
    void aFailureSaysWhichOneItWas() {
        audit.afterExecute(null, "pki:revoke 00", new IllegalStateException("no database"));

        assertThat(events).hasSize(1);
        assertThat(events.get(0).status()).isEqualTo(500);
        assertThat(events.get(0).reason()).isEqualTo("IllegalStateException");
    }

    @Test
    void theScriptsOfEachNewSessionAreNotTold() {
        audit.afterExecute(null, "// first\n\nalias ll = { ls }\nb = { c }", (Object) null);
        audit.afterExecute(null, "// second\nsetopt x", (Object) null);
        assertThat(events).isEmpty();

        audit.afterExecute(null, "// first\nalias ll = { ls }\nb = { c }\nven:cancel VEN-1", (Object) null);
        assertThat(events).hasSize(1);
    }
}
