package eu.flexcoop.middleware.box;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import eu.flexcoop.middleware.openadr.codec.ItemBase;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventStatus;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.RequestReregistration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(20)
class BoxTest {
    private static final int HALF_HOURS = 100;
    private static final String LOAD = "smartClamp_1_House1_Main_prosumerDeviceMetering_1_meterKwh";
    private static final String PV = "inverter_1_House1_Roof_pvDevice_1_meterKwh";

    @TempDir
    Path temporary;

    private FakeVtn vtn;
    private BoxFolder folder;

    @BeforeEach
    void startVtn() throws IOException {
        vtn = new FakeVtn();
        folder = new BoxFolder(temporary.resolve("box"));
        settings(vtn.uri(), true);
    }

    @AfterEach
    void stopVtn() {
        vtn.close();
    }

    @Test
    void everyReadingArrivesAsARegisterThatCounts() throws InterruptedException {
        try (Box box = box()) {
            box.run(Box::hasSentAll);
        }
        assertThat(vtn.values.get(LOAD)).hasSize(HALF_HOURS + 1);
        assertThat(vtn.values.get(LOAD).get(Instant.parse("2011-07-31T14:00:00Z")))
                .isZero();
        assertThat(vtn.values.get(LOAD).get(Instant.parse("2011-08-02T16:00:00Z")))
                .isEqualTo(10.0);
        assertThat(vtn.values.get(PV).get(Instant.parse("2011-08-02T16:00:00Z")))
                .isEqualTo(20.0);
    }

    @Test
    void aBusyVtnIsAskedAgain() throws InterruptedException {
        vtn.busy = 3;
        try (Box box = box()) {
            box.run(Box::hasSentAll);
        }
        assertThat(vtn.values.get(LOAD)).hasSize(HALF_HOURS + 1);
        assertThat(vtn.received)
                .startsWith(
                        "oadrCreatePartyRegistration",
                        "oadrCreatePartyRegistration",
                        "oadrCreatePartyRegistration",
                        "oadrCreatePartyRegistration",
                        "oadrRegisterReport");
    }

    @Test
    void aReportWhoseAcknowledgementWasLostIsSentAgain() throws InterruptedException {
        try (Box box = box()) {
            box.run(state -> !state.subscriptions().isEmpty());
            vtn.takeReceived();
            vtn.loseAnswers = true;
            box.run(Box::hasSentAll);
        }
        assertThat(vtn.received).filteredOn("oadrUpdateReport"::equals).hasSize(4);
        assertThat(vtn.values.get(LOAD)).hasSize(HALF_HOURS + 1);
    }

    @Test
    void aRestartedBoxGoesOnWhereItWas() throws InterruptedException {
        try (Box box = box()) {
            box.run(state -> state.acknowledged() > 0);
        }
        vtn.takeReceived();
        try (Box box = box()) {
            box.run(Box::hasSentAll);
        }
        assertThat(vtn.received).containsExactly("oadrUpdateReport", "oadrUpdateReport");
        assertThat(vtn.values.get(LOAD)).hasSize(HALF_HOURS + 1);
    }

    @Test
    void aSubscriptionThatTheVtnForgotIsMadeAnew() throws InterruptedException {
        vtn.updateCode = "452";
        try (Box box = box()) {
            box.run(Box::hasSentAll);
        }
        assertThat(vtn.received).filteredOn("oadrRegisterReport"::equals).hasSize(2);
        assertThat(vtn.values.get(LOAD)).hasSize(HALF_HOURS + 1);
    }

    @Test
    void aVtnThatAsksForItGetsANewRegistration() throws InterruptedException {
        try (Box box = box()) {
            box.run(Box::hasSentAll);
            vtn.takeReceived();
            vtn.outbox.add(new RequestReregistration("ven-1"));
            box.run(state -> vtn.received.contains("oadrRegisterReport"));
        }
        assertThat(vtn.received)
                .containsSubsequence("oadrPoll", "oadrResponse", "oadrCreatePartyRegistration", "oadrRegisterReport");
    }

    @Test
    void anEventIsAnsweredOncePerVersion() throws InterruptedException {
        try (Box box = box()) {
            box.run(Box::hasSentAll);
            vtn.outbox.add(distribution("d-1", 0));
            vtn.outbox.add(distribution("d-2", 0));
            vtn.outbox.add(distribution("d-3", 1));
            box.run(state -> vtn.answers.size() == 2);
        }
        assertThat(vtn.answers)
                .extracting(answer -> answer.eventResponses().get(0).requestId())
                .containsExactly("d-1", "d-3");
        assertThat(vtn.answers.get(0).eventResponses().get(0).optType()).isEqualTo(OptType.OPT_IN);
        assertThat(folder.state().answers().get("event-1").modificationNumber()).isEqualTo(1);
    }

    @Test
    void aBoxThatDoesNotTakePartOptsOut() throws IOException, InterruptedException {
        settings(vtn.uri(), false);
        vtn.outbox.add(distribution("d-1", 0));
        try (Box box = box()) {
            box.run(state -> !vtn.answers.isEmpty());
        }
        assertThat(vtn.answers.get(0).eventResponses().get(0).optType()).isEqualTo(OptType.OPT_OUT);
    }

    @Test
    void aVtnThatRefusesEndsTheWork() {
        vtn.updateCode = "454";
        try (Box box = box()) {
            assertThatThrownBy(() -> box.run(Box::hasSentAll))
                    .isInstanceOf(BoxRefusedException.class)
                    .hasMessageContaining("measurements")
                    .hasMessageContaining("454");
        }
    }

    private Box box() {
        return new Box(folder, new VtnLink(vtn.uri(), Optional.empty()), text -> {});
    }

    private void settings(URI uri, boolean optIn) throws IOException {
        Path data = temporary.resolve("data.csv");
        StringBuilder lines = new StringBuilder(HouseholdFile.HEADER + "\n");
        Instant start = Instant.parse("2011-07-31T14:00:00Z");
        for (int i = 0; i < HALF_HOURS; i++) {
            lines.append("%s,local,0.100,0.200%n".formatted(start.plus(30L * i, ChronoUnit.MINUTES)));
        }
        Files.writeString(data, lines);
        folder.save(new BoxSettings("House 1", "account-1", "coop", "House1", uri, data.toString(), optIn));
    }

    private static DistributeEvent distribution(String requestId, int modification) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        Event event = new Event(
                new Event.Descriptor(
                        "event-1",
                        modification,
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        "http://example/market",
                        now,
                        EventStatus.FAR,
                        Optional.empty(),
                        Optional.empty()),
                new Event.ActivePeriod(
                        now,
                        Duration.ofMinutes(30),
                        Optional.empty(),
                        Duration.ZERO,
                        Optional.empty(),
                        Optional.empty()),
                List.of(new Event.Signal(
                        List.of(new Event.SignalInterval(Duration.ofMinutes(30), "0", 500)),
                        Optional.empty(),
                        "LOAD_DISPATCH",
                        "setpoint",
                        "s-1",
                        Optional.of(ItemBase.watts()),
                        Optional.empty())),
                Optional.empty(),
                Target.ven("ven-1"),
                true);
        return new DistributeEvent(Optional.empty(), requestId, "VTN", List.of(event));
    }
}
