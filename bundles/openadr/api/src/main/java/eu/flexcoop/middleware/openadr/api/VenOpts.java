package eu.flexcoop.middleware.openadr.api;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.osgi.annotation.versioning.ProviderType;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.security.api.Caller;

/** Shows what VENs answered and opted for. A caller sees what is his own; services and administrators see all. Thread-safe. */
@ProviderType
public interface VenOpts {
    /** What an opt is about. */
    enum Kind {
        /** Periods in which the VEN takes part or not. */
        SCHEDULE,
        /** One event. */
        EVENT
    }

    /**
     * Which entries are wanted.
     *
     * @param standing only opts of EiOpt that are not cancelled, instead of the history
     */
    record Filter(Optional<VenId> ven, Optional<String> eventId, Optional<Kind> kind, boolean standing) {
        public Filter {
            Objects.requireNonNull(ven, "ven");
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(kind, "kind");
        }
    }

    /**
     * @param place of this entry in the list, to continue after it
     * @param at when the VTN received it
     * @param source the message: {@code oadrCreatedEvent}, {@code oadrCreateOpt} or {@code oadrCancelOpt}
     * @param opt {@code optIn} or {@code optOut}
     * @param optId absent for an answer in {@code oadrCreatedEvent}
     * @param eventId absent for a schedule
     * @param note the VEN's reason, or why the answer decided nothing; may be empty
     */
    record Entry(
            String place,
            Instant at,
            VenId ven,
            Kind kind,
            String source,
            String opt,
            Optional<String> optId,
            Optional<String> eventId,
            String note) {
        public Entry {
            Objects.requireNonNull(place, "place");
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(ven, "ven");
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(opt, "opt");
            Objects.requireNonNull(optId, "optId");
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(note, "note");
        }
    }

    /**
     * The history latest first, or the standing opts in order of VEN and optID.
     *
     * @param after begins after the entry with this place
     * @param limit at most so many
     * @throws IllegalArgumentException if {@code after} is no place of this list
     */
    List<Entry> list(Caller caller, Filter filter, Optional<String> after, int limit);
}
