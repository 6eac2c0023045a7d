package eu.flexcoop.middleware.configuration.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.apache.felix.cm.PersistenceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.configuration.api.ConfigurationProblem;

/**
 * Stores configurations if they are good. Configuration Admin stores a change before it tells anybody, so what is refused here changes
 * nothing, and what is stored is the last good version. The first version of a configuration that has problems is stored without the keys
 * that are wrong, whose defaults are used; one of a factory, or with a key that guards access, is not stored at all.
 */
@SuppressWarnings({"rawtypes", "unchecked"})
final class CheckedPersistence implements PersistenceManager {
    private static final Logger LOG = LoggerFactory.getLogger(CheckedPersistence.class);
    private static final String PID = "service.pid";
    private static final String FACTORY_PID = "service.factoryPid";
    private static final String FILE = "felix.fileinstall.filename";
    /** What Configuration Admin stores before a new configuration has values. */
    private static final String NEW = "_felix_.cm.newConfiguration";

    private final PersistenceManager stored;
    private final Schemas schemas;
    private final RefusedFiles refused;

    CheckedPersistence(PersistenceManager stored, Schemas schemas, RefusedFiles refused) throws IOException {
        this.stored = stored;
        this.schemas = schemas;
        this.refused = refused;
        removeOutdated();
    }

    /** Files may have been deleted, and a new version may accept less, while the container was down. */
    private void removeOutdated() throws IOException {
        for (Dictionary values : all()) {
            String pid = (String) values.get(PID);
            Path file = file(values);
            if (pid != null && values.get(NEW) != null) {
                stored.delete(pid);
            } else if (pid != null && file != null && !Files.exists(file)) {
                stored.delete(pid);
                LOG.info("{} was deleted while the container was down", file.getFileName());
            } else if (pid != null) {
                keepWhatIsAccepted(pid, values);
            }
        }
    }

    private void keepWhatIsAccepted(String pid, Dictionary values) throws IOException {
        List<ConfigurationProblem> problems = problems(pid, values);
        if (!problems.isEmpty() && needsValidFile(pid, values)) {
            stored.delete(pid);
        } else if (!problems.isEmpty()) {
            removeProblems(pid, values, problems);
            stored.store(pid, values);
        }
    }

    /** Removes the keys that are wrong; if they are not wrong themselves but contradict defaults, all keys. */
    private void removeProblems(String pid, Dictionary values, List<ConfigurationProblem> problems) throws IOException {
        List<ConfigurationProblem> left = problems;
        while (!left.isEmpty()) {
            boolean removed = false;
            for (ConfigurationProblem problem : left) {
                removed |= values.remove(problem.key()) != null;
            }
            if (!removed) {
                map(values).keySet().stream()
                        .filter(key -> !SchemaCheck.isTechnical(key))
                        .forEach(values::remove);
                return;
            }
            left = problems(pid, values);
        }
    }

    private boolean needsValidFile(String pid, Dictionary values) {
        return check(pid, values).schema().needsValidFile();
    }

    @Override
    public void store(String pid, Dictionary values) throws IOException {
        requireWhole(values);
        List<ConfigurationProblem> problems = values.get(NEW) == null ? problems(pid, values) : List.of();
        if (problems.isEmpty()) {
            stored.store(pid, values);
            return;
        }
        if (file(values) != null) {
            refused.add(file(values));
        }
        boolean first = !stored.exists(pid) || stored.load(pid).get(NEW) != null;
        if (!first || needsValidFile(pid, values)) {
            String consequence = first ? "nothing of the file is used" : "the configuration before stays in use";
            problems.forEach(problem -> LOG.error("{}; {}", problem, consequence));
            throw new RefusedConfigurationException(problems);
        }
        problems.forEach(problem -> LOG.error("{}; the default of the key is used", problem));
        removeProblems(pid, values, problems);
        stored.store(pid, values);
    }

    /**
     * File Install reads a file again when it has changed, but does not wait until it is written: editors and scripts first make it empty, and
     * without its keys all defaults would be in force until the next look.
     */
    private static void requireWhole(Dictionary values) throws IOException {
        Path path = file(values);
        if (path == null || hasKeys(map(values)) || !Files.exists(path)) {
            return;
        }
        ConfigurationFile file = new ConfigurationFile(path);
        if (file.isEmpty()) {
            throw new RefusedConfigurationException(List.of(file.empty()));
        }
        if (hasKeys(file.values(name -> null))) {
            throw new RefusedConfigurationException(List.of(new ConfigurationProblem(
                    file.name(), "", "", "was read while it was being written; it is read again")));
        }
    }

    private static boolean hasKeys(Map<String, Object> values) {
        return !values.keySet().stream().allMatch(SchemaCheck::isTechnical);
    }

    private List<ConfigurationProblem> problems(String pid, Dictionary values) throws IOException {
        SchemaCheck check = check(pid, values);
        if (check == null) {
            return List.of();
        }
        List<ConfigurationProblem> problems = check.problems();
        return (problems.isEmpty() && ListenerPorts.has(check.schema()) ? portProblems(pid, check) : problems)
                .stream().map(problem -> Overrides.explained(pid, problem)).toList();
    }

    private List<ConfigurationProblem> portProblems(String pid, SchemaCheck check) throws IOException {
        List<SchemaCheck> configurations = new ArrayList<>();
        for (Dictionary each : all()) {
            String other = (String) each.get(PID);
            SchemaCheck running =
                    other == null || other.equals(pid) || each.get(NEW) != null ? null : check(other, each);
            if (running != null && ListenerPorts.has(running.schema())) {
                configurations.add(running);
            }
        }
        configurations.add(check);
        return ListenerPorts.problems(configurations).stream()
                .filter(problem -> problem.file().equals(check.file()))
                .toList();
    }

    private SchemaCheck check(String pid, Dictionary values) {
        Object factory = values.get(FACTORY_PID);
        String name = factory == null ? pid : factory + "~" + pid;
        Path file = file(values);
        return schemas.find(name)
                .map(schema -> new SchemaCheck(
                        file == null ? pid + ".cfg" : file.getFileName().toString(),
                        schema,
                        Overrides.applied(pid, map(values))))
                .orElse(null);
    }

    private static Map<String, Object> map(Dictionary values) {
        Map<String, Object> map = new TreeMap<>();
        for (Object key : Collections.list((Enumeration<?>) values.keys())) {
            map.put((String) key, values.get(key));
        }
        return map;
    }

    private static Path file(Dictionary values) {
        Object file = values.get(FILE);
        if (file == null || !file.toString().startsWith("file:")) {
            return null;
        }
        return Path.of(URI.create(file.toString()));
    }

    private List<Dictionary> all() throws IOException {
        return Collections.list((Enumeration<Dictionary>) stored.getDictionaries());
    }

    @Override
    public boolean exists(String pid) {
        return stored.exists(pid);
    }

    @Override
    public Dictionary load(String pid) throws IOException {
        return stored.load(pid);
    }

    @Override
    public Enumeration getDictionaries() throws IOException {
        return stored.getDictionaries();
    }

    @Override
    public void delete(String pid) throws IOException {
        stored.delete(pid);
    }
}
