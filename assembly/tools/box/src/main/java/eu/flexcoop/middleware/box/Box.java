package eu.flexcoop.middleware.box;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

import eu.flexcoop.middleware.box.BoxReadings.Reading;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.RequestEvent;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;

/**
 * A box at work: registers, polls, answers, and sends the readings of its file in batches. Every step is remembered only when the
 * VTN has acknowledged it and repeated until then, so a death on either side loses nothing. One thread runs a box; {@link
 * #close} may be called by another.
 */
public final class Box implements AutoCloseable {
    private static final String NOT_REGISTERED = "463";
    private static final String INVALID_ID = "452";

    private final BoxFolder folder;
    private final BoxMessages messages;
    private final VtnLink vtn;
    private final List<BoxPoint> points;
    private final List<Reading> readings;
    private final Pace pace;
    private final Consumer<String> log;
    private final PolledMessages polled;
    private final CountDownLatch closed = new CountDownLatch(1);
    private BoxState state;

    /**
     * @param vtn connection of this box
     * @param log gets a sentence about each thing that happens
     */
    public Box(BoxFolder folder, VtnLink vtn, Consumer<String> log) {
        this(folder, vtn, Pace.FAST, log);
    }

    Box(BoxFolder folder, VtnLink vtn, Pace pace, Consumer<String> log) {
        BoxSettings settings = folder.settings();
        this.folder = folder;
        this.vtn = vtn;
        this.pace = pace;
        this.log = text -> log.accept(settings.name() + ": " + text);
        BoxReadings measured = readings(settings);
        points = measured.points();
        readings = measured.readings();
        messages = new BoxMessages(settings, points, measured.step());
        polled = new PolledMessages(messages, vtn, this.log);
        state = folder.state().outOf(readings.size());
        folder.save(state);
    }

    /** A box that has enrolled, with its client certificate. */
    public static Box open(BoxFolder folder, Consumer<String> log) {
        return open(folder, Pace.FAST, log);
    }

    static Box open(BoxFolder folder, Pace pace, Consumer<String> log) {
        VtnLink link = new VtnLink(folder.settings().vtn(), Optional.of(BoxKeys.tls(folder)));
        return new Box(folder, link, pace, log);
    }

    public BoxState state() {
        return state;
    }

    /** All that the file holds is acknowledged. */
    public static boolean hasSentAll(BoxState state) {
        return state.acknowledged() >= state.total();
    }

    /**
     * Works until the condition holds or the box is closed; waits out a VTN that is away.
     *
     * @throws BoxRefusedException if the VTN refuses what the box has to say
     */
    public void run(Predicate<BoxState> until) throws InterruptedException {
        Backoff backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10));
        boolean away = false;
        while (!until.test(state) && closed.getCount() > 0) {
            Duration wait;
            try {
                wait = turn() ? pace.pause() : Duration.ofSeconds(state.pollSeconds());
                backoff.reset();
                away = false;
            } catch (VtnAwayException e) {
                if (!away) {
                    log.accept("waiting, " + e.getMessage());
                }
                away = true;
                wait = backoff.next(e.retryAfter());
            }
            closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Does the one thing that is due. True if there may be more to do at once, false if it is time to wait for the next poll. */
    public boolean turn() throws VtnAwayException, InterruptedException {
        if (state.registrationId().isEmpty()) {
            register();
            return true;
        }
        if (!state.reportsRegistered()) {
            return registerReports();
        }
        Optional<Map.Entry<String, List<String>>> subscription = newestSubscription();
        if (subscription.isPresent() && !hasSentAll(state)) {
            return sendBatch(subscription.get());
        }
        return poll();
    }

    private void register() throws VtnAwayException, InterruptedException {
        OadrPayload answer = vtn.exchange(messages.registration(state));
        if (!(answer instanceof CreatedPartyRegistration created)) {
            throw unexpected("the registration", answer);
        }
        if (!created.response().isOk()
                || created.registrationId().isEmpty()
                || created.venId().isEmpty()) {
            throw refused("the registration", created.response());
        }
        int pollSeconds = (int) created.pollFrequency()
                .map(frequency -> Math.max(1, Math.min(60, frequency.toSeconds())))
                .orElse(10L)
                .longValue();
        remember(
                state.registered(created.venId().get(), created.registrationId().get(), pollSeconds));
        log.accept("registered as " + state.venId());
    }

    private boolean registerReports() throws VtnAwayException, InterruptedException {
        OadrPayload answer = vtn.exchange(messages.capabilities(state.venId(), Instant.now()));
        if (!(answer instanceof RegisteredReport registered)) {
            throw unexpected("the capabilities", answer);
        }
        if (!registered.response().isOk()) {
            return forgetWhatIsStale("the capabilities", registered.response());
        }
        BoxState known = state.reportsRegistered(true);
        remember(polled.subscribe(known, registered.requests()));
        log.accept("told the VTN what it measures");
        return handle(vtn.exchange(new RequestEvent(BoxMessages.newId(), state.venId(), Optional.empty())));
    }

    private boolean sendBatch(Map.Entry<String, List<String>> subscription)
            throws VtnAwayException, InterruptedException {
        int from = state.acknowledged();
        int to = Math.min(readings.size(), from + pace.batch());
        OadrPayload answer = vtn.exchange(messages.measurements(
                state.venId(),
                subscription.getKey(),
                subscription.getValue(),
                readings.subList(from, to),
                Instant.now()));
        if (!(answer instanceof UpdatedReport updated)) {
            throw unexpected("measurements", answer);
        }
        if (!updated.response().isOk()) {
            return forgetWhatIsStale("measurements", updated.response());
        }
        remember(state.acknowledged(to));
        if (hasSentAll(state)) {
            log.accept("all %d readings are acknowledged".formatted(state.total()));
        }
        updated.cancel().ifPresent(cancel -> remember(state.unsubscribed(cancel.reportRequestIds())));
        return true;
    }

    private boolean poll() throws VtnAwayException, InterruptedException {
        return handle(vtn.exchange(new Poll(state.venId())));
    }

    private boolean handle(OadrPayload message) throws VtnAwayException, InterruptedException {
        Optional<EiResponse> refusal = PolledMessages.refusal(message);
        if (refusal.isPresent()) {
            return forgetWhatIsStale("the poll", refusal.get());
        }
        BoxState before = state;
        remember(polled.handle(state, message));
        return state != before || PolledMessages.isWork(message);
    }

    /** An id that the VTN does not know any more is made anew; anything else cannot be cured here. */
    private boolean forgetWhatIsStale(String what, EiResponse response) {
        log.accept("the VTN refused %s: %s".formatted(what, describe(response)));
        if (response.code().equals(NOT_REGISTERED)) {
            remember(state.unregistered());
        } else if (response.code().equals(INVALID_ID)) {
            remember(state.reportsRegistered() ? state.reportsRegistered(false) : state.unregistered());
        } else {
            throw refused(what, response);
        }
        return false;
    }

    private Optional<Map.Entry<String, List<String>>> newestSubscription() {
        return state.subscriptions().entrySet().stream()
                .filter(entry ->
                        points.stream().anyMatch(point -> entry.getValue().contains(point.rId())))
                .reduce((earlier, later) -> later);
    }

    private void remember(BoxState newState) {
        if (newState != state) {
            folder.save(newState);
            state = newState;
        }
    }

    private static BoxReadings readings(BoxSettings settings) {
        if (settings.data().isEmpty()) {
            return HouseholdFile.none(settings.house());
        }
        try {
            return BoxReadings.read(Path.of(settings.data()), settings.house());
        } catch (IOException e) {
            throw new UncheckedIOException("The file of the box cannot be read: " + settings.data(), e);
        }
    }

    private static BoxRefusedException unexpected(String what, OadrPayload answer) {
        return new BoxRefusedException(
                "The VTN answered %s with %s".formatted(what, answer.type().root())
                        + PolledMessages.refusal(answer)
                                .map(response -> ": " + describe(response))
                                .orElse(""));
    }

    private static BoxRefusedException refused(String what, EiResponse response) {
        return new BoxRefusedException("The VTN refused %s: %s".formatted(what, describe(response)));
    }

    private static String describe(EiResponse response) {
        return response.code() + response.description().map(text -> " " + text).orElse("");
    }

    /** Ends {@link #run} soon. */
    @Override
    public void close() {
        closed.countDown();
    }
}
