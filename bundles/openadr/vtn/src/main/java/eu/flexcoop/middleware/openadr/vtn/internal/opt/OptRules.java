package eu.flexcoop.middleware.openadr.vtn.internal.opt;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreateOpt;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/** What an opt of EiOpt must be like, whatever it is about. */
final class OptRules {
    private static final int MOST_PERIODS = 1000;
    /** OptReasonEnumeratedType of OpenADR 2.0b; names that begin with x- are free. */
    private static final Set<String> REASONS = Set.of(
            "economic",
            "emergency",
            "mustRun",
            "notParticipating",
            "outageRunStatus",
            "overrideStatus",
            "participating");

    private static final Pattern OWN_REASON = Pattern.compile("x-\\S.*");

    private OptRules() {}

    /** @throws RefusedException with what is wrong */
    static void check(VenEntry ven, CreateOpt create) {
        if (create.optId().isEmpty()) {
            throw new RefusedException(RefusedException.INVALID_ID, "optID is empty");
        }
        if (!REASONS.contains(create.reason())
                && !OWN_REASON.matcher(create.reason()).matches()) {
            throw new RefusedException(
                    RefusedException.INVALID_DATA,
                    "optReason '%s' is not one of OpenADR; reasons of your own begin with x-"
                            .formatted(create.reason()));
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
        checkTarget(ven, create.target());
        create.deviceClass().ifPresent(OptRules::checkDeviceClass);
        if (create.event().isEmpty() && !create.target().groupIds().isEmpty()) {
            throw mismatch("a schedule is for the VEN, its resources or device classes, not for groups");
        }
    }

    /**
     * VENs repeat the eiTarget of the event that they were sent, with its groups; an opt for another group is not about the event.
     *
     * @param groupIds groups by which the VEN got the event
     */
    static void checkGroups(CreateOpt create, List<String> groupIds) {
        create.target().groupIds().stream()
                .filter(group -> !groupIds.contains(group))
                .findFirst()
                .ifPresent(group -> {
                    throw mismatch("the VEN did not get the event as member of group '%s'".formatted(group));
                });
    }

    /** What this VTN cannot find the devices of would be taken for the whole VEN; it names none of these to VENs. */
    private static void checkTarget(VenEntry ven, Target target) {
        if (target.venIds().stream().anyMatch(id -> !id.equals(ven.id().value()))) {
            throw new RefusedException(RefusedException.INVALID_ID, "eiTarget names another VEN");
        }
        if (!target.groupNames().isEmpty() || !target.partyIds().isEmpty()) {
            throw mismatch("an opt is for the VEN, its resources or device classes, not for group names or parties");
        }
        if (!target.physical().isEmpty()) {
            throw mismatch("%s stands for nothing here: name resourceID or endDeviceAsset"
                    .formatted(target.physical().get(0).element()));
        }
    }

    private static void checkDeviceClass(Target target) {
        Target classes = new Target(List.of(), List.of(), List.of(), List.of(), List.of(), target.deviceClasses());
        if (!target.equals(classes)) {
            throw mismatch("oadrDeviceClass holds endDeviceAsset only");
        }
    }

    private static RefusedException mismatch(String reason) {
        return new RefusedException(RefusedException.TARGET_MISMATCH, reason);
    }
}
