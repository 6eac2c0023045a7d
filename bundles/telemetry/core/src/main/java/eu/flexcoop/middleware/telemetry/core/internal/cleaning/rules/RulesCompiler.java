package eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

import eu.flexcoop.middleware.extension.api.FileRefusedException;
import eu.flexcoop.middleware.extension.api.Whiteboard;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.MetricRules;
import eu.flexcoop.middleware.telemetry.spi.Cleaner;
import eu.flexcoop.middleware.telemetry.spi.CleaningStep;
import eu.flexcoop.middleware.telemetry.spi.Context;
import eu.flexcoop.middleware.telemetry.spi.ParameterRefusedException;

/** Makes the steps that a file names: of the platform, or else of partners, whose services come and go. */
final class RulesCompiler {
    /** A file names a step that no bundle offers now. */
    static final class StepMissingException extends FileRefusedException {
        private static final long serialVersionUID = 1L;

        StepMissingException(String message) {
            super(message);
        }
    }

    private final Map<String, CleaningStep> platform;
    private final Whiteboard<String, CleaningStep> partners;
    private final Duration longestContext;

    RulesCompiler(List<CleaningStep> platform, Whiteboard<String, CleaningStep> partners, Duration longestContext) {
        this.platform = platform.stream().collect(Collectors.toUnmodifiableMap(CleaningStep::name, step -> step));
        this.partners = partners;
        this.longestContext = longestContext;
    }

    /** Rules by metric; all of the file or none. */
    Map<String, MetricRules> compile(RulesDocument document) throws FileRefusedException {
        Map<String, MetricRules> compiled = new LinkedHashMap<>();
        for (Map.Entry<String, List<RulesDocument.Step>> metric :
                document.metrics().entrySet()) {
            List<Cleaner> cleaners = new ArrayList<>();
            for (RulesDocument.Step step : metric.getValue()) {
                cleaners.add(cleaner(metric.getKey(), step));
            }
            List<String> names =
                    metric.getValue().stream().map(RulesDocument.Step::name).toList();
            compiled.put(metric.getKey(), new MetricRules(cleaners, names, document.source()));
        }
        return compiled;
    }

    private Cleaner cleaner(String metric, RulesDocument.Step step) throws FileRefusedException {
        Optional<CleaningStep> ours = Optional.ofNullable(platform.get(step.name()));
        CleaningStep found = ours.or(() -> partners.find(step.name()))
                .orElseThrow(() -> new StepMissingException("%s.step: found \"%s\", accepted is one of %s"
                        .formatted(step.path(), step.name(), String.join(", ", names()))));
        try {
            JsonParameters parameters = new JsonParameters(step.parameters(), step.path());
            Cleaner cleaner = found.compile(metric, parameters);
            parameters.refuseOthers();
            Context context = bounded(step, cleaner.context());
            return ours.isPresent() ? cleaner : new GuardedCleaner(step.name(), metric, context, cleaner);
        } catch (ParameterRefusedException e) {
            throw new FileRefusedException(e.getMessage(), e);
        } catch (RuntimeException e) {
            // whiteboard call to foreign code
            throw new FileRefusedException(
                    "%s: step '%s' cannot be made: %s".formatted(step.path(), step.name(), e.getMessage()), e);
        }
    }

    private Context bounded(RulesDocument.Step step, Context context) throws FileRefusedException {
        if (context.before().compareTo(longestContext) > 0 || context.after().compareTo(longestContext) > 0) {
            throw new FileRefusedException(
                    "%s: found a step that looks %s back and %s ahead, accepted is %s (longestContext)"
                            .formatted(step.path(), context.before(), context.after(), longestContext));
        }
        return context;
    }

    private TreeSet<String> names() {
        TreeSet<String> names = new TreeSet<>(platform.keySet());
        names.addAll(partners.active().keySet());
        return names;
    }
}
