package eu.flexcoop.middleware.box;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a box must not forget. Written to its folder after each acknowledgement of the VTN.
 *
 * @param venId given by the VTN; empty before the first registration
 * @param registrationId of the current registration; empty if there is none
 * @param pollSeconds how often the VTN wants to be polled
 * @param reportsRegistered the VTN knows the data points
 * @param subscriptions rIDs by the reportRequestID under which the VTN wants them, oldest first
 * @param acknowledged how many points in time of its file the VTN has acknowledged
 * @param total how many there are
 * @param answers by event
 */
public record BoxState(
        String venId,
        String registrationId,
        int pollSeconds,
        boolean reportsRegistered,
        Map<String, List<String>> subscriptions,
        int acknowledged,
        int total,
        Map<String, Answer> answers) {
    /** Nothing has happened yet. */
    public static final BoxState NEW = new BoxState("", "", 10, false, Map.of(), 0, 0, Map.of());

    public BoxState {
        subscriptions = new LinkedHashMap<>(subscriptions);
        answers = new LinkedHashMap<>(answers);
    }

    /** What the box said about an event in one of its versions. */
    public record Answer(long modificationNumber, String opt, String status) {}

    BoxState registered(String newVenId, String newRegistrationId, int newPollSeconds) {
        return new BoxState(newVenId, newRegistrationId, newPollSeconds, false, Map.of(), acknowledged, total, answers);
    }

    BoxState unregistered() {
        return new BoxState(venId, "", pollSeconds, false, Map.of(), acknowledged, total, answers);
    }

    BoxState reportsRegistered(boolean known) {
        return new BoxState(venId, registrationId, pollSeconds, known, Map.of(), acknowledged, total, answers);
    }

    BoxState subscribed(String reportRequestId, List<String> rIds) {
        Map<String, List<String>> more = new LinkedHashMap<>(subscriptions);
        more.remove(reportRequestId);
        more.put(reportRequestId, List.copyOf(rIds));
        return new BoxState(venId, registrationId, pollSeconds, reportsRegistered, more, acknowledged, total, answers);
    }

    BoxState unsubscribed(List<String> reportRequestIds) {
        Map<String, List<String>> fewer = new LinkedHashMap<>(subscriptions);
        fewer.keySet().removeAll(reportRequestIds);
        return new BoxState(venId, registrationId, pollSeconds, reportsRegistered, fewer, acknowledged, total, answers);
    }

    BoxState acknowledged(int points) {
        return new BoxState(
                venId, registrationId, pollSeconds, reportsRegistered, subscriptions, points, total, answers);
    }

    BoxState outOf(int points) {
        return new BoxState(
                venId, registrationId, pollSeconds, reportsRegistered, subscriptions, acknowledged, points, answers);
    }

    BoxState answered(String eventId, Answer answer) {
        Map<String, Answer> more = new LinkedHashMap<>(answers);
        more.put(eventId, answer);
        return new BoxState(
                venId, registrationId, pollSeconds, reportsRegistered, subscriptions, acknowledged, total, more);
    }
}
