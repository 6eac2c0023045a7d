package eu.flexcoop.middleware.openadr.vtn.internal.reports;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.vtn.internal.RefusedException;
import eu.flexcoop.middleware.telemetry.api.IntakeResult;

/** The part of a report that was not stored: an answer 200 would say that all of it was. A repeat of the other part is harmless. */
record NotStored(String code, List<String> rIds, int stored) {
    /** rIDs that an answer names; a VEN may report thousands. */
    private static final int MOST = 20;

    /** Empty if everything was stored. */
    static Optional<NotStored> of(IntakeResult result) {
        if (result.unknownRids().isEmpty() && result.refused().isEmpty()) {
            return Optional.empty();
        }
        List<String> reasons = new ArrayList<>();
        Stream.concat(
                        result.unknownRids().stream().sorted().map(rId -> rId + " (never registered)"),
                        result.refused().entrySet().stream()
                                .map(each -> "%s (%s)".formatted(each.getKey(), each.getValue())))
                .forEach(reasons::add);
        return Optional.of(new NotStored(
                result.unknownRids().isEmpty() ? RefusedException.INVALID_DATA : RefusedException.INVALID_ID,
                reasons,
                result.stored()));
    }

    EiResponse error(String requestId) {
        String named = String.join(", ", rIds.subList(0, Math.min(MOST, rIds.size())));
        String more = rIds.size() > MOST ? " and %d more rIDs".formatted(rIds.size() - MOST) : "";
        return EiResponse.error(
                code, "not stored: %s%s; all other values, %d, are stored".formatted(named, more, stored), requestId);
    }
}
