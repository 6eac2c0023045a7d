package eu.flexcoop.middleware.openadr.vtn.internal.answers;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.EventTerms;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.Slot;

/**
 * What the schedules of EiOpt say about the active period of an event. At each instant the schedule that was created last counts
 * (OpenADR 2.0b, EiOpt); a VEN is opted out if that is an opt-out at any instant of the period. Schedules for single resources or
 * device classes leave the VEN as a whole available; they count for events that are for those alone.
 */
public final class Schedules {
    private final StandingOpts opts;

    public Schedules(StandingOpts opts) {
        this.opts = opts;
    }

    /** The VENs that do not take part in an event, each with the reason. One query. */
    public Map<VenId, String> optedOut(Map<VenId, EventScope> vens, EventTerms terms) {
        Map<VenId, String> optedOut = new HashMap<>();
        during(vens.keySet(), terms).forEach((ven, schedules) -> vens.get(ven)
                .optedOutBy(schedules, terms.start(), terms.end())
                .ifPresent(opt -> optedOut.put(ven, "opted out by opt '%s'".formatted(opt.optId()))));
        return optedOut;
    }

    /** Those that have to do with the event, of each VEN the one created last first. One query. */
    public Map<VenId, List<Opt>> during(Collection<VenId> vens, EventTerms terms) {
        return during(vens, terms.start(), terms.end(), terms.marketContext());
    }

    /** The same for one VEN. */
    public List<Opt> during(VenId ven, Instant start, Instant end, String marketContext) {
        return during(List.of(ven), start, end, marketContext).getOrDefault(ven, List.of());
    }

    private Map<VenId, List<Opt>> during(Collection<VenId> vens, Instant start, Instant end, String marketContext) {
        Map<VenId, List<Opt>> found = new HashMap<>();
        opts.schedules(vens, start, end, marketContext).forEach((ven, schedules) -> {
            List<Opt> touching = touching(schedules, start, end);
            if (!touching.isEmpty()) {
                found.put(ven, touching);
            }
        });
        return found;
    }

    /** A schedule may have a gap where the period is. */
    private static List<Opt> touching(List<Opt> schedules, Instant start, Instant end) {
        return schedules.stream()
                .filter(opt -> opt.availability().stream()
                        .anyMatch(slot ->
                                slot.start().isBefore(end) && Opt.end(slot).isAfter(start)))
                .toList();
    }

    /**
     * The schedule by which the VEN as a whole is opted out for a part of the period at least.
     *
     * @param newestFirst by their createdDateTime
     */
    public static Optional<Opt> optedOutBy(List<Opt> newestFirst, Instant start, Instant end) {
        return firstOptOut(newestFirst.stream().filter(Opt::isForWholeVen).toList(), start, end);
    }

    /** Of schedules that are all about the same part of the VEN. */
    static Optional<Opt> firstOptOut(List<Opt> newestFirst, Instant start, Instant end) {
        List<Period> undecided = List.of(new Period(start, end));
        for (Opt opt : newestFirst) {
            for (Slot slot : opt.availability()) {
                Period decided = new Period(slot.start(), Opt.end(slot));
                if (opt.type() == OptType.OPT_OUT && undecided.stream().anyMatch(decided::overlaps)) {
                    return Optional.of(opt);
                }
                undecided = without(undecided, decided);
            }
        }
        return Optional.empty();
    }

    private record Period(Instant start, Instant end) {
        boolean overlaps(Period other) {
            return start.isBefore(other.end) && end.isAfter(other.start);
        }
    }

    private static List<Period> without(List<Period> periods, Period taken) {
        List<Period> rest = new ArrayList<>();
        for (Period period : periods) {
            if (!period.overlaps(taken)) {
                rest.add(period);
                continue;
            }
            if (period.start.isBefore(taken.start)) {
                rest.add(new Period(period.start, taken.start));
            }
            if (period.end.isAfter(taken.end)) {
                rest.add(new Period(taken.end, period.end));
            }
        }
        return rest;
    }
}
