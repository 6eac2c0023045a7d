package eu.flexcoop.middleware.openadr.api;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.VenId;

/** Messages that are queued for VENs until they acknowledge them; for operators, who see those of all VENs. Thread-safe. */
@ProviderType
public interface VenOutbox {
    /** Messages for one VEN, oldest first. */
    List<Waiting> waiting(VenId ven);

    /**
     * Messages for all VENs, or for one, in order of VEN and kind.
     *
     * @param after begins after this one
     * @param limit at most so many
     */
    List<Waiting> list(Filter filter, Optional<Place> after, int limit);

    /**
     * Removes what waits for a VEN, also the cancellation of its registration. A message that is being sent is sent.
     *
     * @return what was removed
     */
    List<Waiting> discard(VenId ven);

    /** What is known of the delivery of a message. */
    enum State {
        /** It was not sent yet. */
        QUEUED,
        /** It was sent, and the VEN has not acknowledged it. */
        SENT
    }

    /** Which messages are wanted. */
    record Filter(Optional<VenId> ven, Optional<State> state) {
        public Filter {
            Objects.requireNonNull(ven, "ven");
            Objects.requireNonNull(state, "state");
        }
    }

    /** A place in the list. */
    record Place(VenId ven, String kind) {
        public Place {
            Objects.requireNonNull(ven, "ven");
            Objects.requireNonNull(kind, "kind");
        }
    }

    /**
     * @param id of the message
     * @param kind root element, for example {@code oadrCreateReport}
     * @param due when it is sent next, at the earliest
     * @param deliveries how often it was sent without an acknowledgement
     */
    record Waiting(String id, VenId ven, String kind, Instant since, Instant due, int deliveries) {
        public State state() {
            return deliveries == 0 ? State.QUEUED : State.SENT;
        }
    }
}
