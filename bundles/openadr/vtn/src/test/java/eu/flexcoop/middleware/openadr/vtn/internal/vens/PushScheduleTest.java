package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.vtn.internal.TestMongo;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.PushSchedule.Claim;

import static org.assertj.core.api.Assertions.assertThat;

/** Which node sends to a VEN, and when, on a real mongod. */
class PushScheduleTest {
    private static final VenId VEN = new VenId("a");
    private static final List<String> ID = List.of("a");
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration NOTHING_WAITS = Duration.ofMillis(-1);

    private PushSchedule one;
    private PushSchedule other;

    @BeforeEach
    void twoNodes() throws IOException {
        TestMongo mongo = TestMongo.empty();
        one = new PushSchedule(mongo);
        other = new PushSchedule(mongo);
        one.add(VEN);
    }

    private Claim claimed() {
        List<Claim> claims = one.claim(10, LEASE);
        assertThat(claims).hasSize(1);
        return claims.get(0);
    }

    @Test
    void aVenIsClaimedByOneNode() {
        claimed();

        assertThat(other.claim(10, LEASE)).isEmpty();
    }

    @Test
    void aVenForWhichNothingWaitsIsNotDue() {
        one.succeeded(claimed(), NOTHING_WAITS);

        assertThat(other.claim(10, LEASE)).isEmpty();
        other.announce(ID);
        other.queued(ID);
        assertThat(claimed().ven()).isEqualTo(VEN);
    }

    @Test
    void aMessageThatIsStoredAfterTheClaimLookedIsNotForgotten() {
        other.announce(ID);
        Claim claim = claimed();
        other.queued(ID);

        one.succeeded(claim, NOTHING_WAITS);

        assertThat(claimed().ven()).isEqualTo(VEN);
    }

    @Test
    void aMessageThatIsAnnouncedDuringTheClaimIsNotForgotten() {
        Claim claim = claimed();
        other.announce(ID);

        one.succeeded(claim, NOTHING_WAITS);

        assertThat(claimed().ven()).isEqualTo(VEN);
    }

    @Test
    void aVenThatFailedIsNotDueBeforeItsPauseIsOverUnlessItCalls() {
        Claim claim = claimed();
        assertThat(one.failed(claim)).isEqualTo(1);
        one.pause(claim, LEASE);
        other.announce(ID);
        other.queued(ID);
        assertThat(one.claim(10, LEASE)).isEmpty();

        other.called(VEN);

        assertThat(claimed().ven()).isEqualTo(VEN);
    }
}
