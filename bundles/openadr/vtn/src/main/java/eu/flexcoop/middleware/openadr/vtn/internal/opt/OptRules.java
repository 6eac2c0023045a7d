package eu.flexcoop.middleware.openadr.vtn.internal.opt;

import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreateOpt;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/** What an opt of EiOpt must be like, whatever it is about. */
final class OptRules {
    private static final int MOST_PERIODS = 1000;

    private OptRules() {}

    /** @throws RefusedException with what is wrong */
    static void check(VenEntry ven, CreateOpt create) {
        if (create.optId().isEmpty()) {
            throw new RefusedException(RefusedException.INVALID_ID, "optID is empty");
        }
        if (create.event().isPresent() == !create.availability().isEmpty()) {
            throw new RefusedException(
                    RefusedException.INVALID_DATA, "an opt has either a qualifiedEventID or a vavailability");
        }
        if (create.availability().stream()
                .anyMatch(
                        slot -> slot.duration().isNegative() || slot.duration().isZero())) {
            throw new RefusedException(
                    RefusedException.INVALID_DATA, "a period of the vavailability has no or a negative duration");
        }
        if (create.availability().size() > MOST_PERIODS) {
            throw new RefusedException(
                    RefusedException.INVALID_DATA,
                    "the vavailability has more than %d periods".formatted(MOST_PERIODS));
        }
        checkTarget(ven, create.target(), create.event().isPresent());
        create.deviceClass()
                .ifPresent(target -> checkTarget(ven, target, create.event().isPresent()));
    }

    /** VENs repeat the eiTarget of an event, with its groups; a schedule that is for a group is more than the VEN can say. */
    private static void checkTarget(VenEntry ven, Target target, boolean ofEvent) {
        if (target.venIds().stream().anyMatch(id -> !id.equals(ven.id().value()))) {
            throw new RefusedException(RefusedException.INVALID_ID, "eiTarget names another VEN");
        }
        boolean groups = !target.groupIds().isEmpty()
                || !target.groupNames().isEmpty()
                || !target.partyIds().isEmpty();
        if (groups && !ofEvent) {
            throw new RefusedException(
                    RefusedException.TARGET_MISMATCH,
                    "a schedule is for the VEN, its resources or device classes, not for groups or parties");
        }
    }
}
