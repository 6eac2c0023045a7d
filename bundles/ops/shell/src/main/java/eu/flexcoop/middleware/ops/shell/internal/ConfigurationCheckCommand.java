package eu.flexcoop.middleware.ops.shell.internal;

import java.util.stream.Collectors;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.configuration.api.CheckedConfiguration;
import eu.flexcoop.middleware.configuration.api.ConfigurationProblem;

/** Checks all configuration files. */
@Service
@Command(
        scope = "config",
        name = "check",
        description = "Checks all files in etc/; those with a problem are not in force, and what they said before is")
public class ConfigurationCheckCommand extends OperatorCommand {
    @Override
    void run() {
        CheckedConfiguration.Report report = service(CheckedConfiguration.class).check();
        if (!report.problems().isEmpty()) {
            throw new CommandFailedException(report.problems().stream()
                    .map(ConfigurationProblem::toString)
                    .collect(Collectors.joining(System.lineSeparator())));
        }
        say("%d files are valid".formatted(report.files()));
    }
}
