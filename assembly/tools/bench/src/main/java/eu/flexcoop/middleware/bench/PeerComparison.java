package eu.flexcoop.middleware.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Polls and reports at this VTN and at the one of openleadr, from the same boxes with the same load generator. The difference in
 * the work: this VTN always speaks TLS with client certificates and stores each report durably; the peer stores nothing, and is
 * measured over plain HTTP and over the same TLS. The routes behind this VTN are stopped, because the peer has none.
 */
final class PeerComparison {
    static final String SECTION = "Beside the VTN of openleadr";
    /** A JVM needs it; the peer gets the same. */
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    private static final Duration FIRST = Duration.ofSeconds(3);
    private static final int VALUES = 6;

    private final Plan plan;
    private final Installation installation;
    private final Fleet fleet;
    private final List<Figure> figures = new ArrayList<>();

    PeerComparison(Plan plan, Installation installation, Fleet fleet) {
        this.plan = plan;
        this.installation = installation;
        this.fleet = fleet;
    }

    /**
     * CPU seconds per thousand.
     *
     * @param reportAndStore with those of mongod, which makes the reports durable
     */
    private record Costs(double poll, double report, double reportAndStore) {}

    List<Figure> measure() throws Exception {
        Path python = plan.peer().orElseThrow(() -> new IllegalStateException("There is no Python with openleadr"));
        Operator operator = Operator.of(plan);
        operator.stopRoutes();
        Optional<Long> mongod = Optional.ofNullable(installation.serverPids().get("mongodb"));
        Costs ours = costs("this VTN, TLS", plan.vtn(), installation.pid(), mongod);
        operator.startRoutes();
        Costs plain = peer(python, "openleadr, plain HTTP", Optional.empty());
        Costs tls = peer(python, "openleadr, TLS", Optional.of(plan.data().resolve("security")));
        ratio("poll: CPU of openleadr (plain HTTP) / this VTN (TLS)", plain.poll() / ours.poll());
        ratio("poll: CPU of openleadr (TLS) / this VTN (TLS)", tls.poll() / ours.poll());
        ratio("report: CPU of openleadr (plain HTTP) / this VTN (TLS)", plain.report() / ours.report());
        ratio("report: CPU of openleadr (TLS) / this VTN (TLS)", tls.report() / ours.report());
        ratio(
                "report: CPU of openleadr (plain HTTP) / this VTN (TLS) and mongod",
                plain.report() / ours.reportAndStore());
        ratio("report: CPU of openleadr (TLS) / this VTN (TLS) and mongod", tls.report() / ours.reportAndStore());
        return figures;
    }

    private Costs peer(Path python, String name, Optional<Path> keys) throws Exception {
        try (PeerVtn peer = PeerVtn.start(python, fleet.certificates(), keys)) {
            return costs(name, peer.root(), peer.pid(), Optional.empty());
        } catch (IOException e) {
            throw new IOException(name, e);
        }
    }

    private Costs costs(String name, URI vtn, long pid, Optional<Long> mongod) throws Exception {
        Load first = new Load(Duration.ZERO, FIRST, List.of(pid), mongod);
        Load steady = new Load(WARM_UP, plan.measured(), List.of(pid), mongod);
        String seconds = ", first %d s".formatted(FIRST.toSeconds());
        String polls = name + ": polls that find nothing";
        String reports = "%s: reports with %d values".formatted(name, VALUES);
        add(load(first, vtn).polls(SECTION, polls + seconds));
        Figure poll = add(load(steady, vtn).polls(SECTION, polls));
        add(load(first, vtn).reports(SECTION, reports + seconds, box -> box.registerReport(VALUES)));
        Load warmUp = new Load(Duration.ZERO, WARM_UP, List.of(pid), Optional.empty());
        load(warmUp, vtn).reports(SECTION, reports, box -> box.registerReport(VALUES));
        Load warm = new Load(Duration.ZERO, plan.measured(), List.of(pid), mongod);
        CpuMeter store = CpuMeter.fromNow(mongod.map(id -> Map.of("mongod", id)).orElse(Map.of()));
        Figure report = add(load(warm, vtn).reports(SECTION, reports, box -> box.registerReport(VALUES)));
        double stored = store.spent().getOrDefault("mongod", 0.0);
        double count = report.value() * plan.measured().toSeconds();
        double cost = report.cpuPer1000().orElse(Double.NaN);
        return new Costs(poll.cpuPer1000().orElse(Double.NaN), cost, cost + stored * 1000 / count);
    }

    private VtnLoad load(Load load, URI vtn) {
        return new VtnLoad(load, fleet.boxes(), List.of(vtn));
    }

    private Figure add(Figure figure) {
        figures.add(figure);
        return figure;
    }

    private void ratio(String name, double value) {
        figures.add(
                Double.isFinite(value)
                        ? Figure.plain(SECTION, name, value, "x", "")
                        : Figure.failed(SECTION, name, "one of both was not measured"));
    }
}
