package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import org.bson.Document;

/** The measurements of one run, in an order in which none works beside what an earlier one left behind. */
final class Measurements implements AutoCloseable {
    static final List<String> NAMES = List.of("deploy", "rest", "polls", "samples", "reports", "list");

    private static final int SAMPLES_PER_REPORT = 48;
    private static final int REPORTS_PER_BOX = 40;
    private static final int ROUNDS = 3;

    private final Plan plan;
    private final Installation installation;
    private final String token;
    private final String boxToken;
    private final Consumer<Figure> show;
    private final Load load;
    private final StoredSide stored;
    private final HotDeploy deploy;
    private final List<Figure> figures = new ArrayList<>();

    /** @param show gets each figure as soon as it is known */
    Measurements(Plan plan, Installation installation, String token, String boxToken, Consumer<Figure> show) {
        this.plan = plan;
        this.installation = installation;
        this.token = token;
        this.boxToken = boxToken;
        this.show = show;
        this.load = new Load(
                plan.warmUp(),
                plan.measured(),
                Optional.of(installation.pid()),
                Optional.ofNullable(installation.serverPids().get("mongodb")));
        this.stored = new StoredSide(plan.mongodb().orElseGet(() -> installation.address("mongodb")));
        this.deploy = new HotDeploy(plan.deploy(), plan.http(), token);
    }

    List<Figure> run() {
        plan.given().forEach((name, seconds) -> add(Figure.plain("Start", name, seconds, "s", "")));
        memory("before the load");
        if (plan.wants("deploy")) {
            one("Deployment", "resource file", () -> deploy.file(ROUNDS));
            one("Deployment", "bundle", () -> deploy.bundle(ROUNDS));
            one("Deployment", "bundle removed", deploy::removal);
        }
        if (plan.wants("rest")) {
            rest();
        }
        if (plan.names("list")) {
            LongList list = new LongList(load, plan, token, stored);
            one("REST, long list", "rows in the collection", list::fill);
            some("REST, long list", "pages", list::pages);
            list.forget();
        }
        if (plan.wants("polls") || plan.wants("samples") || plan.wants("reports")) {
            some("OpenADR", "enrolment and registration of the boxes", () -> {
                boxes();
                return List.of();
            });
        }
        memory("after the load");
        return List.copyOf(figures);
    }

    private void rest() {
        Readings readings = new Readings(plan.account(), plan.aggregator());
        RestLoad rest = new RestLoad(load, plan.http(), token, plan.clients(), readings);
        some("REST", "documents to read", () -> {
            if (!plan.wants("deploy")) {
                deploy.file(1);
            }
            rest.fill();
            List<Document> peers = new ArrayList<>();
            for (int i = 0; i < RestLoad.PAGES * 25; i++) {
                peers.add(readings.document());
            }
            stored.dropOwn();
            stored.own().insertMany(peers);
            return List.of();
        });
        one("REST", "GET list of 25", rest::lists);
        one("REST", "find", () -> stored.finds(load, plan.clients(), RestLoad.PAGES));
        one("REST", "GET item", rest::items);
        one("REST", "POST", rest::posts);
        one("REST", "insert", () -> stored.inserts(load, plan.clients(), readings));
        one("REST", "PATCH", rest::patches);
        one("REST", "update", () -> stored.updates(load, plan.clients(), readings));
    }

    private void boxes() throws IOException, InterruptedException {
        try (Fleet fleet = Fleet.enrol(plan, boxToken)) {
            VtnLoad vtn = new VtnLoad(load, fleet);
            if (plan.wants("polls")) {
                one("OpenADR", "polls", vtn::polls);
            }
            if (plan.wants("samples")) {
                some("Samples to HBase", "connection to HBase", () -> samples(fleet));
            }
            if (plan.wants("reports")) {
                one("OpenADR", "reports with 1 sample", () -> vtn.reports(1));
                one("OpenADR", "reports with many samples", () -> vtn.reports(SAMPLES_PER_REPORT));
            }
            forget(fleet);
        }
    }

    private List<Figure> samples(Fleet fleet) throws IOException {
        try (SeriesTable table = new SeriesTable(hbase())) {
            SampleChain chain = new SampleChain(fleet, stored, table, installation.pid());
            some(
                    "Samples to HBase",
                    "from the box until in HBase",
                    () -> chain.power(REPORTS_PER_BOX, SAMPLES_PER_REPORT));
            some(
                    "Samples to HBase",
                    "1-minute registers, from the box until in HBase",
                    () -> chain.registers(REPORTS_PER_BOX, SAMPLES_PER_REPORT));
            int points = REPORTS_PER_BOX * SAMPLES_PER_REPORT * plan.boxes();
            one("Samples to HBase", "plain client", () -> chain.plainClient(points, plan.measured()));
        }
        return List.of();
    }

    /** Removes the samples of the bench. */
    private void forget(Fleet fleet) throws IOException {
        List<String> devices = stored.devices(fleet.venIds());
        try (SeriesTable table = new SeriesTable(hbase())) {
            boolean settled = new SampleChain(fleet, stored, table, installation.pid()).settles(devices);
            if (!settled) {
                System.err.println("Samples of the bench are still on their way; those of 2001 may be left behind.");
            }
            stored.forget(fleet.venIds(), devices);
            table.forget(devices, SampleChain.METRIC);
            table.forget(devices, SampleChain.ENERGY);
        }
    }

    private String hbase() {
        return plan.hbase().orElseGet(() -> installation.address("hbase"));
    }

    private void memory(String when) {
        Map<String, Long> processes = new LinkedHashMap<>();
        processes.put("middleware", installation.pid());
        processes.putAll(installation.serverPids());
        double sum = 0;
        for (Map.Entry<String, Long> process : processes.entrySet()) {
            OptionalDouble megabytes = ProcessFigures.residentMegabytes(process.getValue());
            if (megabytes.isPresent()) {
                sum += megabytes.getAsDouble();
                add(Figure.plain(
                        "Memory", "%s, %s".formatted(process.getKey(), when), megabytes.getAsDouble(), "MiB", ""));
            }
        }
        add(Figure.plain("Memory", "all together, " + when, sum, "MiB", "resident"));
    }

    private void one(String section, String name, Callable<Figure> measurement) {
        some(section, name, () -> List.of(measurement.call()));
    }

    /** A measurement that fails becomes an error among the figures, and the next one is made. */
    private void some(String section, String name, Callable<List<Figure>> measurement) {
        try {
            measurement.call().forEach(this::add);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            add(Figure.failed(section, name, "interrupted"));
        } catch (Exception e) {
            // what a measurement runs into is shown in its place, whatever it is
            add(Figure.failed(section, name, e.toString()));
        }
    }

    private void add(Figure figure) {
        figures.add(figure);
        show.accept(figure);
    }

    @Override
    public void close() {
        deploy.close();
        try (stored) {
            stored.dropOwn();
            stored.drop(Readings.RESOURCE);
            stored.drop(HotDeploy.IN_BUNDLE);
        }
    }
}
