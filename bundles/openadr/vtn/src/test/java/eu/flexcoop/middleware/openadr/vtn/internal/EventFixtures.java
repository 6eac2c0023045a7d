package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.EventRequest;
import eu.flexcoop.middleware.openadr.api.EventTerms;

public final class EventFixtures {
    public static final String MARKET = "http://flexcoop.example/dr";
    /** VENs get events of this market only when the time of notification has come. */
    static final String HELD_MARKET = "http://flexcoop.example/held";

    private EventFixtures() {}

    /** LOAD_DISPATCH for an hour, beginning ten minutes after that time. */
    public static EventRequest request(Instant now, VenId... targets) {
        return request(now.plus(Duration.ofMinutes(10)), MARKET, 0, targets);
    }

    public static EventRequest request(Instant start, String market, int priority, VenId... targets) {
        EventTerms.Signal signal = EventTerms.Signal.of(
                "LOAD_DISPATCH",
                "setpoint",
                List.of(
                        new EventTerms.Interval(Duration.ofMinutes(15), 1500),
                        new EventTerms.Interval(Duration.ofMinutes(45), 800.5)));
        EventTerms terms = EventTerms.of(market, start, signal).withPriority(priority);
        return EventRequest.forVens(terms, List.of(targets));
    }
}
