package eu.flexcoop.middleware.box;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Command line of the simulated box; the script {@code flexcoop} calls it. */
public final class BoxMain {
    private static final String USAGE =
            """
            enrol --folder F --name N --account A --aggregator G --house H --vtn URI --est URI --token-file T [--data CSV] [--opt-out yes]
                  gets a client certificate for a box and writes its folder
            send  --folder F [--batch N] [--pause MS]
                  registers the box and ends when all of its data is acknowledged; N readings in a report, MS milliseconds between reports
            run   --folder PARENT
                  runs all boxes whose folders are below, until it is ended
            """;

    private BoxMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length == 0) {
            fail(2, USAGE);
        }
        try {
            Map<String, String> options = options(arguments);
            switch (arguments[0]) {
                case "enrol" -> enrol(options);
                case "send" -> send(options);
                case "run" -> runAll(options);
                default -> fail(2, USAGE);
            }
        } catch (IllegalArgumentException | BoxRefusedException | IOException e) {
            fail(1, String.valueOf(e.getMessage()));
        }
    }

    private static void enrol(Map<String, String> options) throws IOException, InterruptedException {
        BoxSettings settings = new BoxSettings(
                need(options, "name"),
                need(options, "account"),
                need(options, "aggregator"),
                need(options, "house"),
                URI.create(need(options, "vtn")),
                options.getOrDefault("data", ""),
                !options.containsKey("opt-out"));
        BoxFolder folder = new BoxFolder(Path.of(need(options, "folder")));
        if (folder.isEnrolled()) {
            folder.save(settings);
            say(settings.name() + ": is enrolled already");
            return;
        }
        String token = Files.readString(Path.of(need(options, "token-file"))).strip();
        new Enrolment(URI.create(need(options, "est"))).enrol(folder, settings, token);
        say(settings.name() + ": enrolled, certificate in " + folder.keyStore());
    }

    private static void send(Map<String, String> options) throws InterruptedException {
        Pace pace =
                new Pace(number(options, "batch", Pace.FAST.batch()), Duration.ofMillis(number(options, "pause", 0)));
        try (Box box = Box.open(new BoxFolder(Path.of(need(options, "folder"))), pace, BoxMain::say)) {
            box.run(Box::hasSentAll);
        }
    }

    private static void runAll(Map<String, String> options) throws InterruptedException {
        List<BoxFolder> folders = BoxFolder.below(Path.of(need(options, "folder")));
        if (folders.isEmpty()) {
            throw new IllegalArgumentException("There is no box below " + need(options, "folder"));
        }
        List<Thread> threads = folders.stream()
                .map(folder -> new Thread(
                        () -> runForEver(folder), folder.path().getFileName().toString()))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** A box in the field does not give up: after a refusal somebody may have put things right. */
    private static void runForEver(BoxFolder folder) {
        try {
            while (true) {
                try (Box box = Box.open(folder, BoxMain::say)) {
                    box.run(state -> false);
                } catch (BoxRefusedException e) {
                    say(folder.path().getFileName() + ": " + e.getMessage());
                    TimeUnit.SECONDS.sleep(10);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new HashMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
                throw new IllegalArgumentException("'%s' needs a value%n%s".formatted(arguments[i], USAGE));
            }
            options.put(arguments[i].substring(2), arguments[i + 1]);
        }
        return options;
    }

    private static int number(Map<String, String> options, String name, int otherwise) {
        String value = options.get(name);
        try {
            return value == null ? otherwise : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--%s must be a whole number (was '%s')".formatted(name, value), e);
        }
    }

    private static String need(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--%s is missing%n%s".formatted(name, USAGE));
        }
        return value;
    }

    private static void say(String text) {
        System.out.printf("%s %s%n", Instant.now().truncatedTo(ChronoUnit.MILLIS), text);
    }

    private static void fail(int code, String message) {
        System.err.println(message);
        System.exit(code);
    }
}
