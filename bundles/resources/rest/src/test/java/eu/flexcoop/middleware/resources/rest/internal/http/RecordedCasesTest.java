package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.resources.api.ApiRoot;
import eu.flexcoop.middleware.resources.core.internal.publishing.PublishedResources;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Replays requests with the answers that were recorded from Python Eve ({@code src/test/resources/recorded}). Answers must agree in
 * status, data, texts and headers.
 */
@NeedsMongod
class RecordedCasesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static PrivateMongod mongod;

    @BeforeAll
    static void start() throws IOException {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stop() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> everyCaseOfThePlatformsProfileIsAnsweredAsRecorded() {
        Map<?, ?> recording = read("flex");
        PublishedResources registry = new PublishedResources();
        definitions(recording).forEach((name, definition) -> Published.add(registry, name, definition));
        RestSettings settings = new RestSettings(
                new DateText("%Y-%m-%dT%H:%M:%S.%fZ"),
                25,
                300,
                Duration.ofSeconds(10),
                false,
                false,
                10,
                token -> true);
        return replays(recording, new Router(registry, resources(), settings));
    }

    @TestFactory
    Stream<DynamicTest> everyCaseOfTheStandardProfileIsAnsweredAsRecorded() {
        return rooted("std");
    }

    @TestFactory
    Stream<DynamicTest> everyCaseAboutCallersIsAnsweredAsRecorded() {
        return rooted("auth");
    }

    /** With settings of its own, and so an API root. */
    private static Stream<DynamicTest> rooted(String profile) {
        Map<?, ?> recording = read(profile);
        ApiRoot root = Published.root(profile, text(recording.get("settings")), definitions(recording));
        return replays(recording, new Router(root.resources(), resources(), Published.SETTINGS.of(root.settings())));
    }

    private static OpenResources resources() {
        return new OpenResources(
                MongoCollections.of(mongod.client(), PrivateMongod.DATABASE), name -> Optional.empty());
    }

    private static Map<String, String> definitions(Map<?, ?> recording) {
        Map<String, String> definitions = new TreeMap<>();
        ((Map<?, ?>) recording.get("definitions"))
                .forEach((name, definition) -> definitions.put((String) name, text(definition)));
        return definitions;
    }

    private static Map<String, Caller> tokens(Map<?, ?> recording) {
        Map<String, Caller> tokens = new TreeMap<>();
        if (recording.get("tokens") instanceof Map<?, ?> roles) {
            roles.forEach((name, role) -> tokens.put(
                    (String) name,
                    new Caller(
                            (String) name,
                            role.equals("admin") ? Role.ADMIN : Role.PROSUMER,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Set.of((String) role))));
        }
        return tokens;
    }

    private static Stream<DynamicTest> replays(Map<?, ?> recording, Router router) {
        String base = (String) recording.get("root");
        return ((List<?>) recording.get("cases")).stream().map(each -> {
            Map<?, ?> recorded = (Map<?, ?>) each;
            String id = (String) recorded.get("id");
            return DynamicTest.dynamicTest(
                    id, () -> assertThat(new CaseReplay(router, base, tokens(recording)).differences(recorded))
                            .as(id)
                            .isEmpty());
        });
    }

    private static Map<?, ?> read(String profile) {
        try (InputStream in = RecordedCasesTest.class.getResourceAsStream("/recorded/" + profile + ".json")) {
            return JSON.readValue(in, Map.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Object json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
