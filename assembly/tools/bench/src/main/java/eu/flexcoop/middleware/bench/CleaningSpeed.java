package eu.flexcoop.middleware.bench;

import java.util.List;
import java.util.Map;

import org.openjdk.jmh.runner.RunnerException;

/** The cleaning chain alone. */
final class CleaningSpeed {
    static final String SECTION = "Cleaning of a sample";
    private static final Map<String, String> NAMES = Map.of(
            "powerEach15Minutes",
            "power every 15 minutes",
            "powerEachMinute",
            "power every minute",
            "registerEach15Minutes",
            "register read every 15 minutes",
            "registerEachMinute",
            "register read every minute");

    private final Plan plan;

    CleaningSpeed(Plan plan) {
        this.plan = plan;
    }

    List<Figure> measure() throws RunnerException {
        return new MicroBenchmark(SECTION, CleaningBenchmark.class, NAMES).measure(plan.measured());
    }
}
