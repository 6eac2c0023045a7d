package eu.flexcoop.middleware.configuration.api;

import java.util.List;

import org.osgi.annotation.versioning.ProviderType;

/** The configurations in {@code etc/} and what is wrong with them. Safe for use by several threads. */
@ProviderType
public interface CheckedConfiguration {
    /**
     * Reads and checks all files as they are now. A file with a problem is not in force: what it said before, or else the defaults, are.
     */
    Report check();

    /** @param files number of files that were checked */
    record Report(int files, List<ConfigurationProblem> problems) {
        public Report {
            problems = List.copyOf(problems);
        }
    }
}
