package eu.flexcoop.middleware.itests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/**
 * VENs play the sequences of OpenADR 2.0b against the running middleware. After each part of the stories it is killed and started on
 * the same data, and the stories go on.
 */
class VenSequencesIT {
    private static Middleware middleware;

    @BeforeAll
    static void start() throws Exception {
        middleware = Middleware.start(
                "ven-sequences",
                Map.of("FLEXCOOP_VTN_REDELIVER_AFTER", "PT2S", "FLEXCOOP_VTN_PUSH_NETWORKS", "127.0.0.0/8"));
    }

    @AfterAll
    static void stop() {
        if (middleware != null) {
            middleware.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> storiesGoOnWhenTheMiddlewareWasKilled() throws Exception {
        List<VenStory> stories = List.of(
                new RegistrationStory(middleware),
                new ProvisioningStory(middleware),
                new ReportStory(middleware),
                new OptStory(middleware),
                new EventStory(middleware),
                new TargetStory(middleware));
        int parts =
                stories.stream().mapToInt(story -> story.parts().size()).max().orElseThrow();
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            if (i > 0) {
                tests.add(dynamicTest("the middleware is killed and starts again", middleware::killAndStart));
            }
            for (VenStory story : stories) {
                if (i < story.parts().size()) {
                    tests.add(dynamicTest(
                            "%s, part %d".formatted(story.title(), i + 1),
                            story.parts().get(i)::play));
                }
            }
        }
        return tests.stream();
    }
}
