package eu.flexcoop.middleware.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is measured and where.
 *
 * @param http plain listener of the middleware
 * @param vtn listener for boxes, with client certificates
 * @param data data folder of the middleware
 * @param deploy folder into which bundles and resource files are dropped
 * @param mongodb address with the database; empty: the one that the data folder names
 * @param hbase ZooKeeper of HBase as {@code hbase://host:port}; empty: the one that the data folder names
 * @param flexcoop the script {@code flexcoop}, whose environment names the instance; empty: it may not be stopped
 * @param peer Python with openleadr, for the peer
 * @param restHeart an unpacked release of RESTHeart, if it is to be measured beside REST
 * @param restHeartJava the java program for it
 * @param account who the bench is: owner of everything that it stores
 * @param temporary whether the data folder is deleted after the run, so that rows need not be removed
 * @param boxes simulated boxes, each with a certificate and a connection of its own
 * @param clients connections to REST, and threads of the plain clients
 * @param warmUp time before each measurement
 * @param measured time of each measurement
 * @param longLoad time of the loads of {@code vtn} and {@code telemetry} under which the heap is watched
 * @param only scenarios to run; empty: the usual ones
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
        Optional<Path> flexcoop,
        Optional<Path> peer,
        Optional<Path> restHeart,
        String restHeartJava,
        String account,
        String aggregator,
        boolean temporary,
        int boxes,
        int clients,
        Duration warmUp,
        Duration measured,
        Duration longLoad,
        Sizes sizes,
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
              --flexcoop FILE           the script of the instance, for scenarios that restart it or start a node
              --peer-python FILE        Python with openleadr, for the scenarios peer and vtn
              --restheart FOLDER        an unpacked release of RESTHeart, measured beside rest
              --restheart-java FILE     the java program for it (default: that of the PATH)
              --account ID              owner of what is stored     (required)
              --aggregator NAME         cooperative of the account  (required)
              --temporary true          the data folder is deleted after the run
              --boxes N --clients N     connections                 (16, 8)
              --warm-up S --seconds S   per measurement             (2, 10)
              --rows N --fill-seconds S rows of 'list', and how long they may take (20000000, 1500)
              --vens N --polling N      VENs of 'event' and 'push'; those of 'event' that poll (10000, 200)
              --minutes N               of the loads of 'vtn' and 'telemetry' under which the heap is watched (3)
              --idle N                  VENs of 'vtn' that are registered and only poll (100000)
              --tls-boxes N             boxes of 'idle-tls' that keep their connection (5000)
              --devices N               devices behind a box in 'registers', 'backlog' and 'nodes' (64)
              --backlog N               samples that pile up in 'backlog', 'nodes' and 'telemetry' (200000)
              --fleet N                 devices of the largest fleet of 'telemetry' (100000)
              --only a,b                of: %s
              --given name=S,...        start times that the caller measured
              --commit ID               of the sources
              --json FILE               for the figures             (DIR/bench.json)
              --page FILE               Markdown page for the figures
            Tokens come in FLEXCOOP_BENCH_TOKEN (role service) and FLEXCOOP_BENCH_BOX_TOKEN (the account's own).\
            """
                    .formatted(String.join(", ", Scenario.names()));

    /**
     * How much of everything.
     *
     * @param rows length of the collection of {@code list}
     * @param fill bound of the time in which they are written
     * @param vens targets of {@code event}, and of each round of {@code push}
     * @param polling those of {@code event} that poll
     * @param devices behind each box where registers are read
     * @param backlog samples that pile up
     * @param idle VENs of {@code vtn} that only poll
     * @param tls boxes of {@code idle-tls} that keep their connection
     * @param fleet devices of the largest fleet of {@code telemetry}
     */
    record Sizes(
            int rows, Duration fill, int vens, int polling, int devices, int backlog, int idle, int tls, int fleet) {}

    /** @throws IllegalArgumentException with a sentence for the user */
    static Plan of(String... arguments) {
        Options options = new Options(arguments);
        Path data = Path.of(options.required("data"));
        Plan plan = new Plan(
                URI.create(options.required("http")),
                URI.create(options.required("vtn")),
                data,
                options.optional("deploy").map(Path::of).orElse(data.resolve("karaf/deploy")),
                options.optional("mongodb"),
                options.optional("hbase"),
                options.optional("flexcoop").map(Path::of),
                options.optional("peer-python").map(Path::of),
                options.optional("restheart").map(Path::of),
                options.optional("restheart-java").orElse("java"),
                options.required("account"),
                options.required("aggregator"),
                options.optional("temporary").filter("true"::equals).isPresent(),
                options.number("boxes", 16),
                options.number("clients", 8),
                Duration.ofSeconds(options.number("warm-up", 2)),
                Duration.ofSeconds(options.number("seconds", 10)),
                Duration.ofMinutes(options.number("minutes", 3)),
                new Sizes(
                        options.number("rows", 20_000_000),
                        Duration.ofSeconds(options.number("fill-seconds", 1500)),
                        options.number("vens", 10_000),
                        options.number("polling", 200),
                        options.number("devices", 64),
                        options.number("backlog", 200_000),
                        options.number("idle", 100_000),
                        options.number("tls-boxes", 5000),
                        options.number("fleet", 100_000)),
                options.words("only"),
                options.numbers("given"),
                options.optional("commit").orElse("unknown"),
                options.optional("json").map(Path::of).orElse(data.resolve("bench.json")),
                options.optional("page").map(Path::of));
        options.end();
        List<String> names = Scenario.names();
        plan.only().stream().filter(name -> !names.contains(name)).findFirst().ifPresent(unknown -> {
            throw new IllegalArgumentException(
                    "There is no scenario '%s', use of: %s".formatted(unknown, String.join(", ", names)));
        });
        return plan;
    }

    /** Whether the scenario was named, or is a usual one where none was. */
    boolean wants(String scenario) {
        return only.isEmpty()
                ? Scenario.all().stream()
                        .anyMatch(each -> each.usual() && each.name().equals(scenario))
                : only.contains(scenario);
    }

    /** Only a run of the usual scenarios says what the middleware takes of memory under load. */
    boolean wantsMemory() {
        return only.isEmpty();
    }
}
