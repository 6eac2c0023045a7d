package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.api.VenOpts;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * The answers to one event that came since the last look, each once. Reads the history from its end, as far as the last look and some
 * seconds more, since the clocks of the nodes that receive answers differ. For one thread.
 */
final class NewAnswers {
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(10);
    private static final int PAGE = 200;

    private final VenOpts opts;
    private final Caller caller;
    private final VenOpts.Filter filter;
    /** Place → time of what was shown and may be read once more. */
    private final Map<String, Instant> shown = new HashMap<>();

    private Instant latest;

    /** @param since what is older is not new */
    NewAnswers(VenOpts opts, Caller caller, String event, Instant since) {
        this.opts = opts;
        this.caller = caller;
        this.filter = new VenOpts.Filter(Optional.empty(), Optional.of(event), Optional.empty(), false);
        this.latest = since.plus(CLOCKS_DIFFER);
    }

    /** The oldest first. */
    List<VenOpts.Entry> look() {
        Instant from = latest.minus(CLOCKS_DIFFER);
        List<VenOpts.Entry> fresh = new ArrayList<>();
        Optional<String> after = Optional.empty();
        boolean more = true;
        while (more) {
            List<VenOpts.Entry> page = opts.list(caller, filter, after, PAGE);
            for (VenOpts.Entry entry : page) {
                if (!entry.at().isBefore(from) && shown.putIfAbsent(entry.place(), entry.at()) == null) {
                    fresh.add(entry);
                }
            }
            more = page.size() == PAGE && !page.get(PAGE - 1).at().isBefore(from);
            after = more ? Optional.of(page.get(PAGE - 1).place()) : after;
        }
        fresh.stream()
                .map(VenOpts.Entry::at)
                .filter(latest::isBefore)
                .max(Instant::compareTo)
                .ifPresent(at -> latest = at);
        shown.values().removeIf(at -> at.isBefore(latest.minus(CLOCKS_DIFFER)));
        Collections.reverse(fresh);
        return fresh;
    }
}
