package eu.flexcoop.middleware.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.cyclonedx.model.Component;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** No Camel component that could listen on the network is packed, no management port of the JVM is opened, the shell has rules. */
class EdgeTest {
    /** The Camel artifacts that the features bring: the engine, and components that work inside the process or as clients. */
    private static final Set<String> CAMEL = Set.of(
            "camel-api",
            "camel-base",
            "camel-base-engine",
            "camel-bean",
            "camel-cloud",
            "camel-cluster",
            "camel-console",
            "camel-controlbus",
            "camel-core-catalog",
            "camel-core-engine",
            "camel-core-languages",
            "camel-core-model",
            "camel-core-osgi",
            "camel-core-processor",
            "camel-core-reifier",
            "camel-dataformat",
            "camel-direct",
            "camel-file",
            "camel-hbase",
            "camel-health",
            "camel-jackson",
            "camel-language",
            "camel-log",
            "camel-main",
            "camel-management",
            "camel-management-api",
            "camel-mongodb",
            "camel-rabbitmq",
            "camel-ref",
            "camel-scheduler",
            "camel-seda",
            "camel-support",
            "camel-timer",
            "camel-tooling-model",
            "camel-util",
            "camel-util-json",
            "camel-xml-io-util",
            "camel-xml-jaxb",
            "camel-xml-jaxp");

    private static final Pattern CONSUMER = Pattern.compile("\\bfrom[FC]?\\s*\\(\\s*\\(?\\s*\"(?<scheme>[\\w-]+):");

    private static final Pattern SCOPE = Pattern.compile("\\bscope = \"(?<scope>\\w+)\"");

    @ParameterizedTest
    @ValueSource(strings = {"standalone", "cluster"})
    void onlyKnownPartsOfCamelArePacked(String distribution) throws Exception {
        assertThat(PackedFiles.of(distribution).components())
                .extracting(Component::getName)
                .filteredOn(name -> name.startsWith("camel-"))
                .isNotEmpty()
                .isSubsetOf(CAMEL);
    }

    @Test
    void routesConsumeFromNothingThatListens() throws Exception {
        try (Stream<Path> files = Files.walk(PackedFiles.ROOT.resolve("camel-routes"))) {
            List<String> schemes = files.filter(file ->
                            file.toString().endsWith(".java") && file.toString().contains("/src/main/"))
                    .flatMap(file -> CONSUMER.matcher(read(file)).results().map(EdgeTest::firstGroup))
                    .toList();
            assertThat(schemes).contains("rabbitmq").isSubsetOf("rabbitmq", "scheduler", "timer", "direct", "seda");
        }
    }

    /** Every route that consumes from AMQP begins with the processor that removes the headers; its own test says which. */
    @Test
    void everyAmqpConsumerRemovesControlHeadersFirst() throws Exception {
        try (Stream<Path> files = Files.walk(PackedFiles.ROOT.resolve("camel-routes"))) {
            List<Path> consumers = files.filter(file -> file.toString().contains("/src/main/")
                            && file.toString().endsWith(".java")
                            && read(file).contains("\"rabbitmq:"))
                    .toList();
            assertThat(consumers).isNotEmpty().allSatisfy(file -> assertThat(read(file))
                    .containsPattern("\\.routeId\\(.*\\)\\s*\\.process\\(new ForeignHeaders\\(\\)\\)"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"standalone", "cluster"})
    void javaManagementIsNotOnTheNetwork(String distribution) throws Exception {
        PackedFiles files = PackedFiles.of(distribution);
        Path etc = files.folder().resolve("etc");

        assertThat(files.components())
                .extracting(Component::getName)
                .as("Karaf's RMI registry and JMX connector")
                .doesNotContain("org.apache.karaf.management.server");
        assertThat(etc.resolve("org.apache.karaf.management.cfg")).doesNotExist();
        assertThat(read(etc.resolve("system.properties"))).doesNotContain("com.sun.management.jmxremote");
        assertThat(read(files.folder().resolve("bin/setenv"))).doesNotContain("com.sun.management.jmxremote");
    }

    @Test
    void onlyAOneMachineInstallCanIssueTokens() throws Exception {
        String issuer = "middleware-security-development";

        assertThat(PackedFiles.of("standalone").components())
                .extracting(Component::getName)
                .contains(issuer);
        assertThat(PackedFiles.of("cluster").components())
                .extracting(Component::getName)
                .isNotEmpty()
                .doesNotContain(issuer);
        assertThat(PackedFiles.of("cluster").jars()).noneMatch(jar -> jar.contains("development"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"standalone", "cluster"})
    void theShellTakesKeysOnlyAndKnowsNobodyAtFirst(String distribution) {
        Path etc = PackedFiles.of(distribution).folder().resolve("etc");

        assertThat(read(etc.resolve("org.apache.karaf.shell.cfg"))).contains("\nauthMethods = publickey\n");
        for (String file : List.of("users.properties", "keys.properties")) {
            assertThat(read(etc.resolve(file)).lines().filter(line -> !line.startsWith("#")))
                    .as(file)
                    .allMatch(line -> line.startsWith("_g_\\:"));
        }
    }

    /** A scope without rules would be open to everybody who may enter the shell. */
    @Test
    void commandsOfEveryScopeThatAreNotNamedAreForAdministrators() throws Exception {
        Path etc = PackedFiles.of("cluster").folder().resolve("etc");
        try (Stream<Path> files = Files.walk(PackedFiles.ROOT.resolve("bundles"))) {
            List<String> scopes = files.filter(file -> file.toString().endsWith("Command.java")
                            && file.toString().contains("/src/main/"))
                    .flatMap(file -> SCOPE.matcher(read(file)).results().map(EdgeTest::firstGroup))
                    .distinct()
                    .toList();
            assertThat(scopes).contains("ven").allSatisfy(scope -> assertThat(
                            read(etc.resolve("org.apache.karaf.command.acl." + scope + ".cfg")))
                    .contains("\n* = admin\n"));
        }
    }

    private static String firstGroup(MatchResult result) {
        return result.group(1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
