package eu.flexcoop.middleware.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is measured and where.
 *
 * @param http plain listener of the middleware
 * @param vtn listener for boxes, with client certificates
 * @param data data folder of the middleware
 * @param deploy folder into which bundles and resource files are dropped
 * @param mongodb address with the database; empty: the one that the data folder names
 * @param hbase ZooKeeper of HBase as {@code hbase://host:port}; empty: the one that the data folder names
 * @param account who the bench is: owner of everything that it stores
 * @param boxes simulated boxes, each with a certificate and a connection of its own
 * @param clients connections to REST, and threads of the plain clients
 * @param warmUp time before each measurement
 * @param measured time of each measurement
 * @param rows length of the collection of the measurement {@code list}
 * @param fillTime bound of the time in which they are written
 * @param only measurements to make; empty: all that do not have to be named
 * @param given numbers that the caller measured, by name, in seconds
 * @param commit of the sources
 * @param json file for the figures
 * @param page Markdown page for the figures
 */
record Plan(
        URI http,
        URI vtn,
        Path data,
        Path deploy,
        Optional<String> mongodb,
        Optional<String> hbase,
        String account,
        String aggregator,
        int boxes,
        int clients,
        Duration warmUp,
        Duration measured,
        int rows,
        Duration fillTime,
        Set<String> only,
        Map<String, Double> given,
        String commit,
        Path json,
        Optional<Path> page) {
    static final String USAGE =
            """
            Measures a running middleware. Options:
              --http URL --vtn URL      its listeners (required)
              --data DIR                its data folder (required)
              --deploy DIR              its deploy folder           (DIR/karaf/deploy)
              --mongodb URI --hbase URI the stores                  (as the data folder says)
              --account ID              owner of what is stored     (required)
              --aggregator NAME         cooperative of the account  (required)
              --boxes N --clients N     connections                 (16, 8)
              --warm-up S --seconds S   per measurement             (2, 10)
              --rows N --fill-seconds S rows of 'list', and how long they may take (20000000, 900)
              --only a,b                of: %s
                                        (list only if it is named)
              --given name=S,...        start times that the caller measured
              --commit ID               of the sources
              --json FILE               for the figures             (DIR/bench.json)
              --page FILE               Markdown page for the figures
            Tokens come in FLEXCOOP_BENCH_TOKEN (role service) and FLEXCOOP_BENCH_BOX_TOKEN (the account's own).\
            """
                    .formatted(String.join(", ", Measurements.NAMES));

    /** @throws IllegalArgumentException with a sentence for the user */
    static Plan of(String... arguments) {
        Map<String, String> options = options(arguments);
        Path data = Path.of(required(options, "data"));
        Plan plan = new Plan(
                URI.create(required(options, "http")),
                URI.create(required(options, "vtn")),
                data,
                optional(options, "deploy").map(Path::of).orElse(data.resolve("karaf/deploy")),
                optional(options, "mongodb"),
                optional(options, "hbase"),
                required(options, "account"),
                required(options, "aggregator"),
                number(options, "boxes", 16),
                number(options, "clients", 8),
                Duration.ofSeconds(number(options, "warm-up", 2)),
                Duration.ofSeconds(number(options, "seconds", 10)),
                number(options, "rows", 20_000_000),
                Duration.ofSeconds(number(options, "fill-seconds", 900)),
                optional(options, "only").map(Plan::words).orElse(Set.of()),
                optional(options, "given").map(Plan::numbers).orElse(Map.of()),
                optional(options, "commit").orElse("unknown"),
                optional(options, "json").map(Path::of).orElse(data.resolve("bench.json")),
                optional(options, "page").map(Path::of));
        options.keySet().stream().findFirst().ifPresent(unknown -> {
            throw new IllegalArgumentException("There is no option --" + unknown);
        });
        plan.only().stream()
                .filter(name -> !Measurements.NAMES.contains(name))
                .findFirst()
                .ifPresent(unknown -> {
                    throw new IllegalArgumentException("There is no measurement '%s', use of: %s"
                            .formatted(unknown, String.join(", ", Measurements.NAMES)));
                });
        return plan;
    }

    /** Whether a measurement was named that is too long to be made with the others. */
    boolean names(String measurement) {
        return only.contains(measurement);
    }

    boolean wants(String measurement) {
        return only.isEmpty() || only.contains(measurement);
    }

    private static Map<String, String> options(String... arguments) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
                throw new IllegalArgumentException(
                        "'%s' is not understood: write --name value".formatted(arguments[i]));
            }
            options.put(arguments[i].substring(2), arguments[i + 1]);
        }
        return options;
    }

    private static Optional<String> optional(Map<String, String> options, String name) {
        return Optional.ofNullable(options.remove(name)).filter(value -> !value.isBlank());
    }

    private static String required(Map<String, String> options, String name) {
        return optional(options, name)
                .orElseThrow(() -> new IllegalArgumentException("--%s is missing".formatted(name)));
    }

    private static int number(Map<String, String> options, String name, int otherwise) {
        String text = optional(options, name).orElse(Integer.toString(otherwise));
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException("--%s is '%s', which is no positive number".formatted(name, text));
        }
        return Integer.parseInt(text);
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).collect(Collectors.toUnmodifiableSet());
    }

    private static Map<String, Double> numbers(String text) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        for (String part : text.split(",")) {
            String[] pair = part.split("=", 2);
            if (pair.length < 2 || !pair[1].matches("\\d+(\\.\\d+)?")) {
                throw new IllegalArgumentException("'%s' in --given is not name=seconds".formatted(part));
            }
            numbers.put(pair[0], Double.valueOf(pair[1]));
        }
        return numbers;
    }
}
