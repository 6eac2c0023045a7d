package eu.flexcoop.middleware.telemetry.core.internal.cleaning.rules;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.extension.api.BundleFile;
import eu.flexcoop.middleware.extension.api.BundleFiles;
import eu.flexcoop.middleware.extension.api.FileRefusedException;
import eu.flexcoop.middleware.extension.api.FileStatus;
import eu.flexcoop.middleware.extension.api.HeaderTracker;
import eu.flexcoop.middleware.extension.api.LastGoodFiles;
import eu.flexcoop.middleware.extension.api.Whiteboard;
import eu.flexcoop.middleware.telemetry.api.CleaningConfiguration;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.CleaningRules;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.MetricRules;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps.EnergySettings;
import eu.flexcoop.middleware.telemetry.core.internal.cleaning.steps.PlatformSteps;
import eu.flexcoop.middleware.telemetry.spi.CleaningStep;

/**
 * The rules of the cleaning: per metric those of the administrator's file, else those of the oldest bundle with the header
 * {@code Flexcoop-Cleaning} that names the metric, else the platform's. A change of file, bundle or step is in force for the next
 * range that is processed; a file with an error changes nothing (docs/adr/0051).
 */
@Component(
        service = {ConfiguredCleaning.class, CleaningConfiguration.class},
        configurationPid = "eu.flexcoop.middleware.telemetry.cleaning")
@Designate(ocd = ConfiguredCleaning.Config.class)
public final class ConfiguredCleaning implements CleaningConfiguration {
    /** What the platform's steps assume, and where the administrator's rules are. */
    @ObjectClassDefinition(name = "Flexcoop telemetry cleaning")
    public @interface Config {
        @AttributeDefinition(min = "0.001", description = "Highest accepted power of one device, kW")
        double maxKw() default 15;

        @AttributeDefinition(
                description = "Longest gap between readings that is interpolated, and longest energy interval"
                        + " that is spread over quarter hours, ISO-8601")
        String reach() default "PT3H";

        @Accepts(atMost = "reach")
        @AttributeDefinition(description = "Longest gap between readings whose energy counts as verified, ISO-8601")
        String verifiedGap() default "PT30M";

        @AttributeDefinition(
                description = "How far around a quarter hour a step may look at most, ISO-8601; that much is read"
                        + " for each quarter hour")
        String longestContext() default "PT12H";

        @AttributeDefinition(description = "File with steps of metrics, relative to etc/; it need not exist")
        String file() default "telemetry-cleaning.json";

        @AttributeDefinition(description = "Time between two looks at the file, ISO-8601")
        String look() default "PT5S";
    }

    static final String HEADER = "Flexcoop-Cleaning";
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredCleaning.class);
    private static final String DEFAULTS = "/OSGI-INF/cleaning/platform.json";
    private static final String ALL_OTHERS = "*";
    /** The administrator's file is tracked like a bundle; as the oldest, so that its metrics belong to it. */
    private static final long ETC = 0;

    private final Whiteboard<String, CleaningStep> partners =
            new Whiteboard<>("Cleaning step", CleaningStep::name, (name, before, now) -> settle());
    private final RulesCompiler compiler;
    private final RulesDocument platform;
    private final BundleFiles<RulesDocument> files;
    private final Map<String, Map<String, MetricRules>> lastGood = new HashMap<>();
    private Optional<HeaderTracker<RulesDocument>> tracker = Optional.empty();
    private Optional<ScheduledExecutorService> looking = Optional.empty();
    private volatile List<String> missing = List.of();
    private volatile CleaningRules rules;

    @Activate
    public ConfiguredCleaning(BundleContext context, Config config) {
        this(
                new EnergySettings(
                        config.maxKw(), Duration.parse(config.reach()), Duration.parse(config.verifiedGap())),
                Duration.parse(config.longestContext()));
        Path copies = context.getDataFile("cleaning").toPath();
        LastGoodFiles good = new LastGoodFiles(copies);
        good.clean(id -> context.getBundle(id) != null);
        files.keepLastGood(good);
        RulesFile file = file(Path.of(System.getProperty("karaf.etc", "etc")).resolve(config.file()));
        file.look();
        tracker = Optional.of(new HeaderTracker<>(context, HEADER, files));
        tracker.get().open();
        looking = Optional.of(Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "telemetry-cleaning-file");
            thread.setDaemon(true);
            return thread;
        }));
        long pause = Duration.parse(config.look()).toMillis();
        looking.get().scheduleWithFixedDelay(file::look, pause, pause, TimeUnit.MILLISECONDS);
    }

    /** Without bundles and files; those are added by {@link #files} and {@link #file}. */
    ConfiguredCleaning(EnergySettings settings, Duration longestContext) {
        compiler = new RulesCompiler(PlatformSteps.all(settings), partners, longestContext);
        files = new BundleFiles<>(
                "Cleaning rules", this::parse, document -> document.metrics().keySet(), new BundleFiles.Listener<>() {
                    @Override
                    public void published(FileStatus<RulesDocument> status) {
                        settle();
                    }

                    @Override
                    public void withdrawn(FileStatus<RulesDocument> status) {
                        settle();
                    }
                });
        try (InputStream json = ConfiguredCleaning.class.getResourceAsStream(DEFAULTS)) {
            platform = RulesReader.read("platform", json);
            compiler.compile(platform);
        } catch (IOException | FileRefusedException e) {
            throw new IllegalStateException("The platform's cleaning rules cannot be used: " + e.getMessage(), e);
        }
        settle();
    }

    /** The rules of the platform alone, as they are shipped; for use outside of a container. */
    public static CleaningRules platformRules() {
        return new ConfiguredCleaning(EnergySettings.DEFAULT, Duration.ofHours(12)).rules();
    }

    /** What is in force now; a range is processed with one version of it. */
    public CleaningRules rules() {
        return rules;
    }

    BundleFiles<RulesDocument> files() {
        return files;
    }

    RulesFile file(Path path) {
        return new RulesFile(path, new RulesFile.Listener() {
            @Override
            public void changed(Path file) {
                try {
                    files.add("etc", ETC, List.of(file.toUri().toURL()));
                } catch (MalformedURLException e) {
                    throw new IllegalStateException("Every path is a URL", e);
                }
            }

            @Override
            public void removed() {
                // first nothing instead of it, so that its copy does not come back when the next file has an error
                files.add("etc", ETC, List.of());
                files.remove(ETC);
            }
        });
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addStep(CleaningStep step, Map<String, ?> properties) {
        partners.add(step, properties);
    }

    void removeStep(CleaningStep step) {
        partners.remove(step);
    }

    private Optional<RulesDocument> parse(BundleFile file) throws FileRefusedException, IOException {
        String source = file.bundleId() == ETC ? "etc/" + file.fileName() : file.bundle() + "/" + file.path();
        try (InputStream json = file.url().openStream()) {
            RulesDocument document = RulesReader.read(source, json);
            check(document);
            return Optional.of(document);
        }
    }

    /** A step that is missing may come with a bundle that starts later, so it does not make the file wrong. */
    private void check(RulesDocument document) throws FileRefusedException {
        try {
            compiler.compile(document);
        } catch (RulesCompiler.StepMissingException e) {
            LOG.warn(
                    "Cleaning rules {} are not in force before a bundle offers the step: {}",
                    document.source(),
                    e.getMessage());
        }
    }

    private synchronized void settle() {
        Map<String, MetricRules> all = new HashMap<>();
        List<String> problems = new ArrayList<>();
        List<RulesDocument> published = new ArrayList<>(files.published());
        published.add(platform);
        for (RulesDocument document : published) {
            try {
                lastGood.put(document.source(), compiler.compile(document));
            } catch (FileRefusedException e) {
                problems.add("Cleaning rules %s are not in force: %s".formatted(document.source(), e.getMessage()));
            }
            lastGood.getOrDefault(document.source(), Map.of()).forEach(all::putIfAbsent);
        }
        MetricRules others = all.remove(ALL_OTHERS);
        missing = List.copyOf(problems);
        rules = new CleaningRules(all, others);
    }

    @Override
    public List<MetricSteps> metrics() {
        Map<String, MetricRules> all = new TreeMap<>(rules.metrics());
        all.put(ALL_OTHERS, rules.others());
        return all.entrySet().stream()
                .map(each -> new MetricSteps(
                        each.getKey(), each.getValue().steps(), each.getValue().source()))
                .sorted(Comparator.comparing(MetricSteps::metric))
                .toList();
    }

    @Override
    public List<String> refused() {
        List<String> refused = new ArrayList<>(missing);
        files.all().stream()
                .filter(status -> status.state() == FileStatus.State.REFUSED)
                .map(files::describe)
                .forEach(refused::add);
        return refused;
    }

    @Deactivate
    public void close() {
        looking.ifPresent(ScheduledExecutorService::shutdownNow);
        tracker.ifPresent(HeaderTracker::close);
    }
}
