package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;

/** What the VTN requests of the reports that VENs offer. Immutable. */
@Component(service = SubscriptionPolicy.class, configurationPid = SubscriptionPolicy.PID)
@Designate(ocd = SubscriptionPolicy.Config.class)
public final class SubscriptionPolicy {
    static final String PID = "eu.flexcoop.middleware.openadr.reports";

    private static final String NONE = "none";
    private static final String ALL = "all";

    /** The keys of the configuration. */
    @ObjectClassDefinition(name = "Flexcoop OpenADR reports")
    public @interface Config {
        @Accepts(Form.NAME)
        @AttributeDefinition(
                description =
                        "Reports that are requested when a VEN offers them: all, none, or names such as TELEMETRY_USAGE")
        String[] subscribe() default {ALL};

        @Accepts(atMost = "reportBack")
        @AttributeDefinition(description = "Distance of the samples, ISO-8601; moved into what a VEN can do")
        String granularity() default "PT1M";

        @AttributeDefinition(description = "How often VENs send their samples, ISO-8601; not less than the granularity")
        String reportBack() default "PT1M";

        @AttributeDefinition(
                description =
                        "Requests each change in place of periodic samples where all data points of a report offer it")
        boolean onChange() default false;

        @Accepts(
                value = Form.DURATION,
                words = {"all", "none"})
        @AttributeDefinition(
                description =
                        "What is requested of HISTORY reports when they are offered first: all that the VEN has kept,"
                                + " none, or as far back as this ISO-8601 duration")
        String history() default ALL;

        @AttributeDefinition(
                description =
                        "Requests reports in the answer to their registration, which some VENs ignore, in place of"
                                + " oadrCreateReport")
        boolean inline() default false;

        @AttributeDefinition(
                min = "1",
                description = "Missed intervals of reports after which a subscription is stale; OpenADR says 2")
        int staleAfter() default 2;

        @AttributeDefinition(
                options = {@Option(label = "none", value = "none"), @Option(label = "request", value = "request")},
                description = "What happens to a stale subscription besides being shown: none or request")
        String staleAction() default NONE;
    }

    private final Set<String> reports;
    private final boolean all;
    private final Duration granularity;
    private final Duration reportBack;
    private final boolean onChange;
    private final boolean history;
    private final Optional<Duration> historyBack;
    private final boolean inline;
    private final int staleAfter;
    private final boolean requestStale;

    /** @throws IllegalArgumentException with the name of the key that has a wrong value */
    @Activate
    public SubscriptionPolicy(Config config) {
        this(
                List.of(config.subscribe()),
                config.granularity(),
                config.reportBack(),
                config.onChange(),
                config.history(),
                config.inline(),
                config.staleAfter(),
                config.staleAction());
    }

    /** The values of the keys, in the order of {@link Config}. */
    public SubscriptionPolicy(
            List<String> subscribe,
            String granularity,
            String reportBack,
            boolean onChange,
            String history,
            boolean inline,
            int staleAfter,
            String staleAction) {
        List<String> names = subscribe.stream()
                .flatMap(each -> Stream.of(each.split(",")))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
        all = names.equals(List.of(ALL));
        reports = all || names.equals(List.of(NONE)) ? Set.of() : reports(names);
        this.granularity = positive("granularity", granularity);
        this.reportBack = positive("reportBack", reportBack);
        this.onChange = onChange;
        this.history = !Objects.equals(history, NONE);
        historyBack = this.history && !Objects.equals(history, ALL)
                ? Optional.of(positive("history", history))
                : Optional.empty();
        this.inline = inline;
        if (staleAfter < 1) {
            throw wrong("staleAfter", staleAfter, "is at least 1");
        }
        this.staleAfter = staleAfter;
        if (!Objects.equals(staleAction, NONE) && !Objects.equals(staleAction, "request")) {
            throw wrong("staleAction", staleAction, "is none or request");
        }
        requestStale = !staleAction.equals(NONE);
    }

    /** As the configuration has it without a file. */
    public static SubscriptionPolicy standard() {
        return new SubscriptionPolicy(List.of(ALL), "PT1M", "PT1M", false, ALL, false, 2, NONE);
    }

    private static Set<String> reports(List<String> names) {
        for (String name : names) {
            if (!ReportName.isKnown(name)) {
                throw wrong(
                        "subscribe", name, "is all, none, or a list of %s and x- names".formatted(ReportName.STANDARD));
            }
        }
        return Set.copyOf(
                names.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
    }

    private static Duration positive(String key, String value) {
        try {
            Duration duration = Duration.parse(value);
            if (!duration.isNegative() && !duration.isZero()) {
                return duration;
            }
        } catch (DateTimeException e) {
            // answered below
        }
        throw wrong(key, value, "is a positive ISO-8601 duration such as PT1M");
    }

    private static IllegalArgumentException wrong(String key, Object value, String rule) {
        return new IllegalArgumentException("%s = %s: %s %s (etc/%s.cfg)".formatted(key, value, key, rule, PID));
    }

    boolean wants(String reportName) {
        return all || reports.contains(reportName.toUpperCase(Locale.ROOT));
    }

    Duration granularity() {
        return granularity;
    }

    Duration reportBack() {
        return reportBack;
    }

    boolean onChange() {
        return onChange;
    }

    boolean history() {
        return history;
    }

    /** Empty for all that the VEN has kept. */
    Optional<Duration> historyBack() {
        return historyBack;
    }

    boolean inline() {
        return inline;
    }

    boolean requestStale() {
        return requestStale;
    }

    int staleAfter() {
        return staleAfter;
    }

    /** How long a subscription may bring nothing. */
    Duration staleAfter(Duration interval) {
        return interval.multipliedBy(staleAfter);
    }
}
