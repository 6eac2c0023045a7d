package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import com.mongodb.client.model.Indexes;
import org.bson.Document;

/** The measurements of one run, in an order in which none works beside what an earlier one left behind. */
final class Measurements implements AutoCloseable {
    private static final String OPENADR = "OpenADR";
    private static final String SAMPLES = "Samples to HBase";
    private static final String REGISTERS = "1-minute registers to HBase";

    private static final int SAMPLES_PER_REPORT = 48;
    private static final int REPORTS_PER_BOX = 40;
    private static final int REGISTER_MINUTES = 60;
    private static final int ROUNDS = 3;
    private static final Duration REST_WARM_UP = Duration.ofSeconds(15);
    private static final Duration ARRIVAL = Duration.ofSeconds(90);

    private final Plan plan;
    private Installation installation;
    private final String token;
    private final String boxToken;
    private final Consumer<Figure> show;
    private final Load load;
    private StoredSide stored;
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
                List.of(installation.pid()),
                Optional.ofNullable(installation.serverPids().get("mongodb")));
        this.stored = stored();
        this.deploy = new HotDeploy(plan.deploy(), plan.http(), token);
    }

    List<Figure> run() {
        plan.given().forEach((name, seconds) -> add(Figure.plain("Start", name, seconds, "s", "")));
        memory("before the load");
        if (plan.wants("peer")) {
            withBoxes(PeerComparison.SECTION, plan.boxes(), 1, fleet -> new PeerComparison(plan, installation, fleet)
                    .measure());
        }
        if (plan.wants("vtn")) {
            withBoxes(VtnSpeed.SECTION, plan.boxes(), 1, this::vtn);
        }
        if (plan.wants("deploy")) {
            one("Deployment", "resource file", () -> deploy.file(ROUNDS));
            one("Deployment", "bundle", () -> deploy.bundle(ROUNDS));
            one("Deployment", "bundle removed", deploy::removal);
        }
        if (plan.wants("definitions")) {
            some(ManyDefinitions.SECTION, "500 definitions", () -> new ManyDefinitions(plan, installation, token)
                    .measure());
        }
        if (plan.wants("tokens")) {
            some(TokenSpeed.SECTION, "tokens", () -> new TokenSpeed(plan).measure());
        }
        if (plan.wants("cleaning")) {
            some(CleaningSpeed.SECTION, "cleaning", () -> new CleaningSpeed(plan).measure());
        }
        if (plan.wants("rest")) {
            rest();
        }
        if (plan.wants("polls") || plan.wants("samples") || plan.wants("reports")) {
            withBoxes(OPENADR, plan.boxes(), 1, this::boxes);
        }
        if (plan.wants("enrol")) {
            some(Enrolments.SECTION, "enrolment", () -> new Enrolments(plan, token, load, stored).measure());
        }
        if (plan.wants("idle-tls")) {
            some(IdleConnections.SECTION, "idle boxes", () -> new IdleConnections(plan, installation, token, stored)
                    .measure());
        }
        if (plan.wants("registers")) {
            withBoxes(REGISTERS, plan.boxes(), plan.sizes().devices(), this::registers);
        }
        if (plan.wants("telemetry")) {
            some(TelemetrySpeed.SECTION, "telemetry", this::telemetry);
        }
        if (plan.wants("large-reports")) {
            some(LargeReports.SECTION, "large reports", this::largeReports);
        }
        if (plan.wants("components")) {
            some(CamelComponents.SECTION, "components", this::components);
        }
        if (plan.wants("sums")) {
            some(Resampling.SECTION, "sums", this::sums);
        }
        if (plan.wants("event")) {
            LargeEvent event = new LargeEvent(plan, token, stored, installation.pids());
            withBoxes(LargeEvent.SECTION, plan.sizes().polling(), 1, event::measure);
            event.forget();
        }
        if (plan.wants("push")) {
            withBoxes(ManyPushes.SECTION, 1, 1, fleet -> new ManyPushes(plan, token, stored, installation)
                    .measure(fleet));
        }
        memory("after the load");
        if (plan.wants("export")) {
            some(LongExport.SECTION, "NDJSON", () -> new LongExport(plan, installation, token, stored).measure());
        }
        if (plan.wants("list")) {
            LongList list = new LongList(load, plan, token, stored);
            list.measure(this::one);
        }
        if (plan.wants("nodes")) {
            withBoxes(TwoNodes.SECTION, plan.boxes(), plan.sizes().devices(), this::nodes);
        }
        if (plan.wants("backlog")) {
            withBoxes(Backlog.SECTION, plan.boxes(), plan.sizes().devices(), fleet -> new Backlog(
                            plan, Operator.of(plan), this::restarted)
                    .measure(fleet, stored));
        }
        return List.copyOf(figures);
    }

    private List<Figure> components() throws Exception {
        new CamelComponents(stored, hbase(), installation.address("amqp"), this::add).measure();
        return List.of();
    }

    private List<Figure> sums() throws Exception {
        try (SeriesTable table = new SeriesTable(hbase())) {
            return new Resampling(plan, installation, token).measure(table);
        }
    }

    private List<Figure> vtn(Fleet fleet) throws Exception {
        new VtnSpeed(plan, this::restarted, this::add).measure(fleet);
        return List.of();
    }

    /** What a restart has changed. */
    private Installation restarted() {
        installation = Installation.in(plan.data());
        stored.close();
        stored = stored();
        return installation;
    }

    private void rest() {
        Readings readings = new Readings(plan.account(), plan.aggregator());
        // as long as the figures of other servers were taken after
        Load warm = new Load(REST_WARM_UP, plan.measured(), load.middleware(), load.database());
        RestLoad rest = new RestLoad(warm, plan.http(), boxToken, plan.clients(), readings);
        some("REST", "documents to read", () -> {
            if (!plan.wants("deploy")) {
                deploy.file(1);
            }
            rest.fill();
            List<Document> peers = new ArrayList<>();
            for (int i = 0; i < Readings.DEVICES * RestLoad.OF_A_DEVICE; i++) {
                peers.add(readings.document());
            }
            stored.dropOwn();
            stored.own().insertMany(peers);
            stored.own().createIndex(Indexes.ascending("account_id", "device_id", "_id"));
            return List.of();
        });
        one("REST", "GET list", rest::lists);
        one("REST", "find", () -> stored.finds(load, plan.clients(), plan.account()));
        one("REST", "GET item", rest::items);
        one("REST", "POST", rest::posts);
        one("REST", "insert", () -> stored.inserts(load, plan.clients(), readings));
        one("REST", "POST of several", rest::bulks);
        one("REST", "insert of several", () -> stored.bulks(load, plan.clients(), readings));
        one("REST", "PATCH", rest::patches);
        one("REST", "update", () -> stored.updates(load, plan.clients(), readings));
        plan.restHeart()
                .ifPresent(home -> some(RestHeartSpeed.SECTION, "RESTHeart", () -> restHeart(home, readings, warm)));
    }

    private List<Figure> restHeart(Path home, Readings readings, Load warm) throws Exception {
        List<Figure> ours = List.copyOf(figures);
        List<Figure> theirs = new ArrayList<>();
        String mongodb = plan.mongodb().orElseGet(() -> installation.address("mongodb"));
        try (PeerProcess peer = RestHeart.start(home, plan.restHeartJava(), mongodb)) {
            RestHeartSpeed speed = new RestHeartSpeed(peer, stored, readings, plan, warm);
            speed.measure(figure -> {
                add(figure);
                theirs.add(figure);
            });
            return speed.ratios(theirs, ours);
        }
    }

    private interface Boxes {
        List<Figure> measure(Fleet fleet) throws Exception;
    }

    /** Enrols boxes for one scenario, and removes them and what they sent. */
    private void withBoxes(String section, int count, int devices, Boxes scenario) {
        some(section, "enrolment and registration of the boxes", () -> {
            try (Fleet fleet = Fleet.enrol(plan, boxToken, count, devices)) {
                some(section, "scenario", () -> scenario.measure(fleet));
                forget(fleet);
            }
            return List.of();
        });
    }

    private List<Figure> boxes(Fleet fleet) throws IOException {
        VtnLoad vtn = new VtnLoad(load, fleet.boxes(), List.of(plan.vtn()));
        if (plan.wants("polls")) {
            one(OPENADR, "polls", () -> vtn.polls(OPENADR, "polls that find nothing"));
        }
        if (plan.wants("samples")) {
            try (SeriesTable table = new SeriesTable(hbase())) {
                Sending power = Sending.power(REPORTS_PER_BOX, SAMPLES_PER_REPORT);
                some(SAMPLES, "power", () -> chain(SAMPLES, fleet, table).through(power));
                long points = power.samples() * fleet.boxes().size();
                one(SAMPLES, "plain client", () -> SampleChain.plainClient(SAMPLES, table, points, plan.measured()));
            }
        }
        if (plan.wants("reports")) {
            for (int samples : List.of(1, SAMPLES_PER_REPORT)) {
                String name = "reports with %d sample%s".formatted(samples, samples == 1 ? "" : "s");
                one(OPENADR, name, () -> vtn.reports(OPENADR, name, box -> box.report(samples)));
            }
        }
        return List.of();
    }

    private List<Figure> telemetry() throws Exception {
        try (SeriesTable table = new SeriesTable(hbase())) {
            new TelemetrySpeed(plan, installation, token, stored, table, this::add).measure();
        }
        return List.of();
    }

    private List<Figure> largeReports() throws Exception {
        try (SeriesTable table = new SeriesTable(hbase())) {
            return new LargeReports(plan, stored, table).measure();
        }
    }

    private List<Figure> registers(Fleet fleet) throws IOException, InterruptedException {
        try (SeriesTable table = new SeriesTable(hbase())) {
            Sending sending =
                    Sending.registers(REGISTER_MINUTES, 1, plan.sizes().devices());
            return chain(REGISTERS, fleet, table).through(sending);
        }
    }

    private SampleChain chain(String section, Fleet fleet, SeriesTable table) {
        Arrival arrival = new Arrival(stored, table, stored.devices(fleet.venIds()), ARRIVAL);
        return new SampleChain(section, plan, fleet, arrival, installation.pids());
    }

    private List<Figure> nodes(Fleet fleet) throws Exception {
        try (SeriesTable table = new SeriesTable(hbase())) {
            return new TwoNodes(plan, Operator.of(plan), installation, stored, table, fleet).measure(fleet);
        }
    }

    /** Removes the samples of the bench. */
    private void forget(Fleet fleet) throws IOException {
        if (plan.temporary()) {
            return;
        }
        List<String> devices = stored.devices(fleet.venIds());
        try (SeriesTable table = new SeriesTable(hbase())) {
            if (!new Arrival(stored, table, devices, ARRIVAL).settles()) {
                System.err.println("Samples of the bench are still on their way; those of 2001 may be left behind.");
            }
            stored.forget(fleet.venIds(), devices);
            table.forget(devices, Sending.POWER);
            table.forget(devices, Sending.ENERGY);
        }
    }

    private StoredSide stored() {
        return new StoredSide(plan.mongodb().orElseGet(() -> installation.address("mongodb")));
    }

    private String hbase() {
        return plan.hbase().orElseGet(() -> installation.address("hbase"));
    }

    private void memory(String when) {
        if (!plan.wantsMemory()) {
            return;
        }
        Map<String, Long> processes = installation.pids();
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
        try (StoredSide last = stored) {
            last.dropOwn();
            last.drop(Readings.RESOURCE);
            last.drop(HotDeploy.IN_BUNDLE);
        }
    }
}
