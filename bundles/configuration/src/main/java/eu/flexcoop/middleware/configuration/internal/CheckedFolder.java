package eu.flexcoop.middleware.configuration.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import eu.flexcoop.middleware.configuration.api.CheckedConfiguration;
import eu.flexcoop.middleware.configuration.api.ConfigurationProblem;

/** Checks all files of a folder as they are, and those that were refused elsewhere, with those contradictions that only show between files. */
final class CheckedFolder implements CheckedConfiguration {
    private final Path folder;
    private final Schemas schemas;
    private final UnaryOperator<String> properties;
    private final RefusedFiles refused;

    CheckedFolder(Path folder, Schemas schemas, UnaryOperator<String> properties, RefusedFiles refused) {
        this.folder = folder;
        this.schemas = schemas;
        this.properties = properties;
        this.refused = refused;
    }

    @Override
    public Report check() {
        List<ConfigurationProblem> problems = new ArrayList<>();
        List<SchemaCheck> good = new ArrayList<>();
        List<ConfigurationFile> files = files();
        for (ConfigurationFile file : files) {
            List<ConfigurationProblem> found = check(file, good);
            problems.addAll(found);
        }
        problems.addAll(ListenerPorts.problems(good));
        Set<String> wrong = problems.stream().map(ConfigurationProblem::file).collect(Collectors.toSet());
        refused.applyThoseExcept(wrong);
        return new Report(files.size(), problems);
    }

    private List<ConfigurationFile> files() {
        try (Stream<Path> all = Files.list(folder)) {
            return Stream.concat(all, refused.outside(folder).stream())
                    .filter(ConfigurationFile::isOne)
                    .sorted()
                    .map(ConfigurationFile::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder of configurations cannot be read: " + folder, e);
        }
    }

    private List<ConfigurationProblem> check(ConfigurationFile file, List<SchemaCheck> good) {
        String name = file.configuration();
        Schema schema = schemas.find(name).orElse(null);
        if (schema == null) {
            return schemas.unknown(name)
                    .map(reason -> List.of(new ConfigurationProblem(file.name(), "", "", reason)))
                    .orElse(List.of());
        }
        try {
            if (file.isEmpty()) {
                return List.of(file.empty());
            }
            String pid = schema.pid(name);
            SchemaCheck check = new SchemaCheck(file.name(), schema, Overrides.applied(pid, file.values(properties)));
            List<ConfigurationProblem> problems = check.problems().stream()
                    .map(problem -> Overrides.explained(pid, problem))
                    .toList();
            if (problems.isEmpty()) {
                good.add(check);
            }
            return problems;
        } catch (IOException | IllegalArgumentException e) {
            return List.of(new ConfigurationProblem(file.name(), "", "", "cannot be read: " + e.getMessage()));
        }
    }
}
