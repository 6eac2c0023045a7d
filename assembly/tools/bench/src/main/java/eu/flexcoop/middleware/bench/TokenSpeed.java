package eu.flexcoop.middleware.bench;

import java.util.List;
import java.util.Map;

import org.openjdk.jmh.runner.RunnerException;

import eu.flexcoop.middleware.security.oauth.internal.TokenBenchmark;

/** Verification of tokens. */
final class TokenSpeed {
    static final String SECTION = "Verification of tokens";
    private static final Map<String, String> NAMES = Map.of(
            "hit",
            "a token that was seen before, with its hash",
            "miss",
            "a token that is seen for the first time, RS256 with 2048 bits");

    private final Plan plan;

    TokenSpeed(Plan plan) {
        this.plan = plan;
    }

    List<Figure> measure() throws RunnerException {
        return new MicroBenchmark(SECTION, TokenBenchmark.class, NAMES).measure(plan.measured());
    }
}
