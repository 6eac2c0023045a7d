package eu.flexcoop.middleware.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A server program with a temporary folder for its data and its log. It ends with the JVM at the latest. */
final class ServerProcess {
    private final Path folder;
    private Process process;

    /** Of a program that logs to its standard output. */
    static final String LOG4J =
            """
            log4j.rootLogger=INFO,out
            log4j.appender.out=org.apache.log4j.ConsoleAppender
            log4j.appender.out.layout=org.apache.log4j.SimpleLayout
            """;

    ServerProcess(String name) throws IOException {
        folder = Files.createTempDirectory(name + "-for-test");
        Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
    }

    Path folder() {
        return folder;
    }

    Path log() {
        return folder.resolve("log");
    }

    /** Starts the program, again after {@link #kill()}. Its output is appended to the log. */
    synchronized void launch(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    /** A configuration file of Hadoop. */
    static String xml(Map<String, ?> settings) {
        StringBuilder xml = new StringBuilder("<configuration>\n");
        settings.forEach((name, value) ->
                xml.append("<property><name>%s</name><value>%s</value></property>%n".formatted(name, value)));
        return xml.append("</configuration>\n").toString();
    }

    /** Command line of a Java program that starts fast and stays small. */
    static List<String> java(String heap, List<String> options, String classPath, String... mainAndArguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath));
        command.addAll(List.of(mainAndArguments));
        return command;
    }

    synchronized boolean isAlive() {
        return process.isAlive();
    }

    /** As kill -9 does it; returns when the process has ended. */
    synchronized void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Kills the process and deletes its folder. */
    synchronized void remove() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // a file that remains in the temporary folder does not affect the test
        }
    }
}
