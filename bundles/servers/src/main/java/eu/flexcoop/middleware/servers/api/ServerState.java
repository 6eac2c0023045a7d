package eu.flexcoop.middleware.servers.api;

import java.time.Instant;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * How one server is doing.
 *
 * @param address without password, empty before it is known
 * @param phase where it is in its life; a server given by configuration is always {@link Phase#CONFIGURED}, since only its
 *     clients know whether it answers
 * @param detail one sentence for the operator: what is going on, what failed and what to do; may be empty
 * @param pid process of a server that this machine started
 * @param since when this phase began
 */
public record ServerState(
        ServerKind kind, String address, Phase phase, String detail, OptionalLong pid, Instant since) {
    /** From waiting to ready, and what can go wrong on the way. */
    public enum Phase {
        /** Runs elsewhere; the address was given by configuration. */
        CONFIGURED,
        /** Waits for its turn. */
        WAITING,
        /** Its process runs and does not serve yet. */
        STARTING,
        READY,
        /** Its process ended by itself and is started again after a pause. */
        RESTARTING,
        /** It cannot be started now; it is tried again from time to time. */
        FAILED,
        STOPPED
    }

    public ServerState {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(pid, "pid");
        Objects.requireNonNull(since, "since");
    }

    /** Whether this machine starts and supervises the server. */
    public boolean isManaged() {
        return phase != Phase.CONFIGURED;
    }
}
