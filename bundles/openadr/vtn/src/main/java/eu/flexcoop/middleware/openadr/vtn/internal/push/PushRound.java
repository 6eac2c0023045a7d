package eu.flexcoop.middleware.openadr.vtn.internal.push;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.vtn.internal.outbox.StoredVenOutbox;
import eu.flexcoop.middleware.openadr.vtn.internal.outgoing.OutgoingMessages;
import eu.flexcoop.middleware.openadr.vtn.internal.outgoing.OutgoingMessages.Outgoing;
import eu.flexcoop.middleware.openadr.vtn.internal.push.AddressPolicy.RefusedAddressException;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.PushSchedule;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.PushSchedule.Claim;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.StoredVenRegistry;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenAccess;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.VenEntry;

/**
 * Sends one message to a VEN that this node has claimed, takes the answer and ends the claim. A claim that could not be ended, because
 * the database is away, ends with its lease. Thread-safe.
 */
final class PushRound {
    private static final Logger LOG = LoggerFactory.getLogger(PushRound.class);
    private static final Duration NOTHING_WAITS = Duration.ofMillis(-1);

    private final StoredVenOutbox outbox;
    private final PushSchedule schedule;
    private final StoredVenRegistry vens;
    private final OutgoingMessages outgoing;
    private final PushedMessages messages;
    private final VenAccess access;
    private final PushClient client;
    private final PushSettings settings;
    private final PushMetrics metrics;
    private final Executor workers;
    private final Clock clock;

    PushRound(
            StoredVenOutbox outbox,
            StoredVenRegistry vens,
            OutgoingMessages outgoing,
            PushedMessages messages,
            VenAccess access,
            PushClient client,
            PushSettings settings,
            MeterRegistry meters,
            Executor workers,
            Clock clock) {
        this.outbox = outbox;
        this.schedule = outbox.pushes();
        this.vens = vens;
        this.outgoing = outgoing;
        this.messages = messages;
        this.access = access;
        this.client = client;
        this.settings = settings;
        this.metrics = new PushMetrics(meters);
        this.workers = workers;
        this.clock = clock;
    }

    /**
     * @param ven null if it is not known any more
     * @return done when the claim is ended; never fails
     */
    CompletableFuture<Void> run(Claim claim, VenEntry ven) {
        CompletableFuture<Void> round;
        try {
            round = begin(claim, ven);
        } catch (RuntimeException e) {
            round = CompletableFuture.failedFuture(e);
        }
        return round.exceptionally(e -> {
            LOG.warn("A message to VEN {} is left to the end of its lease: {}", claim.ven(), e.getMessage());
            LOG.debug("Pushing failed", e);
            return null;
        });
    }

    private CompletableFuture<Void> begin(Claim claim, VenEntry ven) {
        if (ven == null
                || ven.pull()
                || !ven.isRegistered() && ven.cancelledRegistrationId().isEmpty()) {
            schedule.remove(claim.ven());
            if (ven != null && ven.unreachable().isPresent()) {
                vens.states().reachable(ven.id(), clock.instant());
            }
            return CompletableFuture.completedFuture(null);
        }
        Optional<Outgoing> next = outgoing.nextStored(ven);
        if (next.isEmpty()) {
            schedule.succeeded(claim, untilDue(ven));
            return CompletableFuture.completedFuture(null);
        }
        Outgoing message = next.get();
        return post(ven, message.payload())
                .handleAsync(
                        (answer, failure) -> {
                            end(claim, ven, message, answer, failure);
                            return null;
                        },
                        workers);
    }

    private CompletableFuture<byte[]> post(VenEntry ven, OadrPayload message) {
        try {
            URI endpoint = settings.addresses()
                    .endpoint(
                            ven.transportAddress().orElse(""),
                            message.type().service().orElseThrow());
            return client.post(ven, endpoint, messages.write(ven, message));
        } catch (PushFailedException e) {
            return CompletableFuture.failedFuture(e);
        } catch (RefusedAddressException e) {
            return CompletableFuture.failedFuture(new PushFailedException("the address is refused: " + e.getMessage()));
        }
    }

    private void end(Claim claim, VenEntry ven, Outgoing message, byte[] answer, Throwable failure) {
        try {
            if (failure != null) {
                throw new PushFailedException(reason(failure));
            }
            Optional<String> refusal = messages.take(ven, message.payload(), answer);
            delivered(ven, message, refusal);
            schedule.succeeded(claim, untilDue(ven));
        } catch (PushFailedException e) {
            failed(claim, ven, message, e.getMessage());
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof PushFailedException ? cause.getMessage() : cause.toString();
    }

    private void delivered(VenEntry ven, Outgoing message, Optional<String> refusal) {
        metrics.count(refusal.isPresent() ? PushMetrics.Outcome.REFUSED : PushMetrics.Outcome.DELIVERED);
        refusal.ifPresent(why -> LOG.warn(
                "VEN {} refuses {}: {}", ven.id(), message.payload().type().root(), why));
        if (ven.unreachable().isPresent()) {
            LOG.info("VEN {} can be reached again", ven.id());
        }
        if (ven.isRegistered()) {
            access.requireRegistered(ven);
        }
    }

    private void failed(Claim claim, VenEntry ven, Outgoing message, String why) {
        metrics.count(PushMetrics.Outcome.FAILED);
        outbox.release(message.claim());
        int failures = schedule.failed(claim);
        // one line at the first failure and one when the VEN is given up for a while, not one for each attempt
        if (failures == 1) {
            LOG.warn(
                    "{} cannot be pushed to VEN {}: {}",
                    message.payload().type().root(),
                    ven.id(),
                    why);
        } else {
            LOG.debug(
                    "{} cannot be pushed to VEN {}: {}",
                    message.payload().type().root(),
                    ven.id(),
                    why);
        }
        if (failures < settings.unreachableAfter()) {
            schedule.pause(claim, settings.backoff().pause(Math.max(1, failures)));
            return;
        }
        if (ven.unreachable().isEmpty()) {
            LOG.warn("VEN {} is unreachable after {} failures, its messages are kept: {}", ven.id(), failures, why);
        }
        vens.states().unreachable(ven.id(), why, clock.instant());
        schedule.pause(claim, settings.backoff().longPause());
    }

    private Duration untilDue(VenEntry ven) {
        return outbox.untilDue(ven.id()).orElse(NOTHING_WAITS);
    }
}
