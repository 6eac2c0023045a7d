package eu.flexcoop.middleware.analytics.api;

import java.util.Objects;
import java.util.Optional;

/**
 * A run of a module whose results one node has claimed for publication. Made by {@link ResultOutbox}.
 *
 * @param task id of the task that ran the module
 * @param claim identifies the claim
 * @param position id of the result up to which all are published; empty at the beginning
 */
public record ClaimedRun(String module, String task, String claim, Optional<String> position) {
    public ClaimedRun {
        Objects.requireNonNull(module, "module");
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(claim, "claim");
        Objects.requireNonNull(position, "position");
    }
}
