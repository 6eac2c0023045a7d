package eu.flexcoop.middleware.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Polls and reports over plain HTTP at this VTN and at the one of openleadr, cold and warm, with the same boxes and the same load.
 * Each kind of request has a process of its own that has just been started. The routes behind this VTN run, so the middleware's
 * CPU time holds their work on the samples too. Then what TLS adds, how long a poll takes at half of the load, what happens on the
 * heap under a longer load, and what a VEN that is registered and idle holds of it.
 */
final class VtnSpeed {
    static final String SECTION = "VTN";

    /** A process is warm after as many times what is measured. */
    private static final int WARM_AFTER = 5;
    /** Times that plain HTTP and TLS are measured in turn. */
    private static final int ROUNDS = 3;

    private static final double GOAL_TLS = 30;
    private static final double GOAL_P99_MILLIS = 10;

    private final Plan plan;
    private final Supplier<Installation> restarted;
    private final Consumer<Figure> show;
    private final Operator operator;

    /**
     * @param restarted reads anew where everything is, as a restart changes that
     * @param show gets each figure as soon as it is known
     */
    VtnSpeed(Plan plan, Supplier<Installation> restarted, Consumer<Figure> show) {
        this.plan = plan;
        this.restarted = restarted;
        this.show = show;
        this.operator = Operator.of(plan);
    }

    /** One kind of request at one VTN. */
    private record Rates(Figure first, Figure warm) {}

    /** @param enrolled boxes with certificates */
    void measure(Fleet enrolled) throws Exception {
        Path python = plan.peer().orElseThrow(() -> new IllegalStateException("There is no Python with openleadr"));
        show.accept(Figure.plain(
                SECTION,
                "load average of the machine before",
                Machine.loadAverage(),
                "processes",
                "what else runs takes part in all figures"));
        try (Fleet plain = Fleet.plain(plan, plan.boxes(), 1)) {
            Map<VtnRequest, Rates> ours = new EnumMap<>(VtnRequest.class);
            for (VtnRequest request : VtnRequest.values()) {
                Installation installation = restart();
                ours.put(request, rates("this VTN", request, plain, plan.http(), installation));
                if (request == VtnRequest.POLL) {
                    halfLoad(plain, ours.get(request).warm().value());
                }
                tls(request, plain, enrolled, installation);
            }
            Installation installation = restarted.get();
            new LongLoad(plan, installation.pid(), plain).measure().forEach(show);
            for (VtnRequest request : VtnRequest.values()) {
                try (PeerVtn peer = PeerVtn.start(python, enrolled.certificates(), Optional.empty())) {
                    Installation alone = new Installation(peer.pid(), Map.of(), Map.of());
                    compare(request, ours.get(request), rates("openleadr", request, enrolled, peer.root(), alone));
                }
            }
            new IdleVens(plan, installation).measure().forEach(show);
        }
    }

    private Installation restart() throws Exception {
        operator.stop();
        operator.start();
        return restarted.get();
    }

    private Rates rates(String who, VtnRequest request, Fleet fleet, URI vtn, Installation server) throws Exception {
        String name = who + ": " + request.plural();
        Figure first = send(
                request,
                fleet,
                vtn,
                server,
                Duration.ZERO,
                "%s, first %d s".formatted(name, plan.measured().toSeconds()));
        Figure warm = send(request, fleet, vtn, server, plan.measured().multipliedBy(WARM_AFTER), name);
        show.accept(first);
        show.accept(warm);
        return new Rates(first, warm);
    }

    private Figure send(VtnRequest request, Fleet fleet, URI vtn, Installation server, Duration warmUp, String name)
            throws Exception {
        Load load = new Load(
                warmUp,
                plan.measured(),
                List.of(server.pid()),
                Optional.ofNullable(server.serverPids().get("mongodb")));
        return request.send(new VtnLoad(load, fleet.boxes(), List.of(vtn)), SECTION, name);
    }

    /** Polls at fixed times; each counts from when it was due. */
    private void halfLoad(Fleet fleet, double most) throws InterruptedException {
        Duration period = Duration.ofNanos((long) (1e9 * fleet.boxes().size() / (most / 2)));
        try (Pollers pollers = new Pollers(fleet.boxes(), period)) {
            Thread.sleep(plan.measured().toMillis());
            pollers.times(SECTION, "", plan.measured());
            Thread.sleep(plan.measured().toMillis());
            show.accept(pollers.times(SECTION, "this VTN: polls that find nothing, half of the load", plan.measured())
                    .withNote(String.format(Locale.ROOT, "of %.0f/s; goal: p99 below %.0f ms", most, GOAL_P99_MILLIS)));
        }
    }

    private void tls(VtnRequest request, Fleet plain, Fleet enrolled, Installation server) throws Exception {
        String name = "this VTN, TLS: " + request.plural();
        // as long as plain HTTP had: compiling the code of TLS is no part of a warm request
        Duration warmUp = plan.measured().multipliedBy(WARM_AFTER);
        Figure last = null;
        double plainCpu = 0;
        double tlsCpu = 0;
        for (int i = 0; i < ROUNDS; i++) {
            last = send(request, enrolled, plan.vtn(), server, warmUp, name);
            tlsCpu += cpu(last);
            plainCpu += cpu(send(request, plain, plan.http(), server, Duration.ofSeconds(1), name));
            warmUp = Duration.ofSeconds(1);
        }
        show.accept(last);
        show.accept(Figure.plain(
                SECTION,
                "TLS with client certificates: CPU more than over plain HTTP, " + request.plural(),
                (tlsCpu / plainCpu - 1) * 100,
                "%",
                "%d times each, in turn; goal: at most %.0f".formatted(ROUNDS, GOAL_TLS)));
    }

    private void compare(VtnRequest request, Rates ours, Rates peer) {
        ratio(request, "first %d s".formatted(plan.measured().toSeconds()), ours.first(), peer.first(), 0.5);
        ratio(request, "warm", ours.warm(), peer.warm(), 1);
    }

    private void ratio(VtnRequest request, String when, Figure ours, Figure peer, double part) {
        show.accept(Figure.plain(
                SECTION,
                "%s per CPU second: this VTN / openleadr, %s".formatted(request.plural(), when),
                cpu(peer) / cpu(ours),
                "x",
                String.format(
                        Locale.ROOT,
                        "%.0f / %.0f; goal: %s",
                        1000 / cpu(ours),
                        1000 / cpu(peer),
                        request.goal() * part)));
    }

    private static double cpu(Figure figure) {
        return figure.cpuPer1000()
                .orElseThrow(() -> new IllegalStateException("Not measured: " + figure.name() + ' ' + figure.note()));
    }
}
