package eu.flexcoop.middleware.resources.api;

import java.util.Objects;
import java.util.Optional;

/**
 * What becomes of fields that a schema does not name.
 *
 * @param rule that fields must meet which are kept; absent: any value
 */
public record UnknownFields(Policy policy, Optional<FieldRule> rule) {
    /** Documents with such fields are refused. */
    public static final UnknownFields REFUSED = new UnknownFields(Policy.REFUSED, Optional.empty());
    /** They are stored and shown whatever their value is. */
    public static final UnknownFields KEPT = new UnknownFields(Policy.KEPT, Optional.empty());
    /** They are left out. */
    public static final UnknownFields PURGED = new UnknownFields(Policy.PURGED, Optional.empty());

    public UnknownFields {
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(rule, "rule");
        if (rule.isPresent() && policy != Policy.KEPT) {
            throw new IllegalArgumentException("A rule of unknown fields needs the policy KEPT, not " + policy);
        }
    }

    /** They are kept if they meet the rule. */
    public static UnknownFields meeting(FieldRule rule) {
        return new UnknownFields(Policy.KEPT, Optional.of(rule));
    }

    public boolean kept() {
        return policy == Policy.KEPT;
    }

    /** The three outcomes. */
    public enum Policy {
        REFUSED,
        KEPT,
        PURGED
    }
}
