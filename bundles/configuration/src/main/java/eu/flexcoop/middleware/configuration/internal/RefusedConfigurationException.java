package eu.flexcoop.middleware.configuration.internal;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.configuration.api.ConfigurationProblem;

/** A configuration has problems and is not applied. It has no stack trace, since File Install logs it as it is. */
final class RefusedConfigurationException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedConfigurationException(List<ConfigurationProblem> problems) {
        super(problems.stream().map(ConfigurationProblem::toString).collect(Collectors.joining("; ")));
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
