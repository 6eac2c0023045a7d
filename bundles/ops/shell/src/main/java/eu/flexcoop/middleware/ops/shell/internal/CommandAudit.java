package eu.flexcoop.middleware.ops.shell.internal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.apache.karaf.shell.support.ShellUtil;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import eu.flexcoop.middleware.security.api.AuditActor;
import eu.flexcoop.middleware.security.api.AuditEvent;
import eu.flexcoop.middleware.security.api.AuditLog;

/**
 * Tells the {@link AuditLog} of the lines that users of the shell enter, but for those in which every command is known to show something only.
 * Arguments are told of commands that take no secrets. Karaf calls it in the thread of the command, which knows the user.
 */
@Component(service = CommandSessionListener.class)
public final class CommandAudit implements CommandSessionListener {
    private static final String ACTION = "shell.command";
    private static final int DONE = 200;
    private static final int FAILED = 500;
    /** How names of commands that change nothing end. */
    private static final Set<String> SHOW = Set.of(
            "authority",
            "clear",
            "date",
            "diag",
            "display",
            "echo",
            "exit",
            "grep",
            "head",
            "headers",
            "help",
            "history",
            "info",
            "less",
            "list",
            "logout",
            "more",
            "show",
            "sort",
            "status",
            "tail",
            "validate",
            "wc");

    private static final Set<String> WITHOUT_SECRETS = Set.of(
            "bundle",
            "dr",
            "feature",
            "kar",
            "log",
            "module",
            "pki",
            "resource",
            "route",
            "store",
            "task",
            "ven",
            "vtn");

    private final AuditLog log;
    private final Supplier<String> user;
    private final SessionScripts scripts;

    @Activate
    public CommandAudit(@Reference AuditLog log) {
        this(log, ShellUtil::getCurrentUserName, new SessionScripts(Path.of(System.getProperty("karaf.etc"))));
    }

    CommandAudit(AuditLog log, Supplier<String> user, SessionScripts scripts) {
        this.log = log;
        this.user = user;
        this.scripts = scripts;
    }

    @Override
    public void beforeExecute(CommandSession session, CharSequence line) {
        // told with its outcome
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Exception error) {
        record(line, FAILED, error.getClass().getSimpleName());
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Object result) {
        record(line, DONE, "");
    }

    private void record(CharSequence line, int status, String reason) {
        List<String> commands = commands(line);
        if (commands.stream().allMatch(CommandAudit::shows) || scripts.contain(line)) {
            return;
        }
        String told = String.join(
                " | ", commands.stream().map(CommandAudit::withoutSecrets).toList());
        log.record(new AuditEvent(AuditActor.ofShell(user.get()), ACTION, told, "", status, reason));
    }

    private static List<String> commands(CharSequence line) {
        return Arrays.stream(line.toString().split("[|;&\\n]"))
                .map(String::strip)
                .filter(command -> !command.isEmpty())
                .toList();
    }

    private static String name(String command) {
        int end = 0;
        while (end < command.length() && !Character.isWhitespace(command.charAt(end))) {
            end++;
        }
        return command.substring(0, end);
    }

    private static boolean shows(String command) {
        String name = name(command);
        int verb = Math.max(name.lastIndexOf(':'), name.lastIndexOf('-')) + 1;
        return SHOW.contains(name.substring(verb)) && !command.contains("$(") && !command.contains(">");
    }

    private static String withoutSecrets(String command) {
        String name = name(command);
        int scope = name.indexOf(':');
        boolean whole = scope > 0 && WITHOUT_SECRETS.contains(name.substring(0, scope));
        return whole || name.length() == command.length() ? command : name + " ...";
    }
}
