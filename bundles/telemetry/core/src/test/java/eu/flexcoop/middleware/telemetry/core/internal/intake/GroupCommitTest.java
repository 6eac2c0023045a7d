package eu.flexcoop.middleware.telemetry.core.internal.intake;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.UnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GroupCommitTest {
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final List<List<Integer>> written = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch firstIsWriting = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);

    @AfterEach
    void stop() {
        callers.shutdownNow();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Holds the first write until {@link #mayGoOn}. */
    private void write(List<Integer> batches) {
        if (batches.contains(0)) {
            firstIsWriting.countDown();
            await(mayGoOn);
        }
        if (batches.contains(13)) {
            throw new IllegalArgumentException("13 cannot be stored");
        }
        if (batches.contains(99)) {
            throw new UnavailableException("the server is away", null);
        }
        written.add(List.copyOf(batches));
    }

    /** Calls that arrive one after the other while the first write is in flight. */
    private List<CompletableFuture<Void>> whileTheFirstIsInFlight(GroupCommit<Integer> commits, int... batches) {
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        calls.add(CompletableFuture.runAsync(() -> commits.write(0), callers));
        await(firstIsWriting);
        for (int batch : batches) {
            int before = commits.waiting();
            calls.add(CompletableFuture.runAsync(() -> commits.write(batch), callers));
            Awaitility.await().until(() -> commits.waiting() == before + 1);
        }
        mayGoOn.countDown();
        return calls;
    }

    @Test
    void anIdleCommitWritesAtOnceAndAlone() {
        GroupCommit<Integer> commits = new GroupCommit<>(this::write, any -> 1, 100);
        commits.write(1);
        commits.write(2);
        assertThat(written).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void whatArrivesDuringAWriteIsWrittenTogether() {
        GroupCommit<Integer> commits = new GroupCommit<>(this::write, any -> 1, 100);
        whileTheFirstIsInFlight(commits, 1, 2, 3).forEach(CompletableFuture::join);
        assertThat(written).containsExactly(List.of(0), List.of(1, 2, 3));
    }

    @Test
    void aSharedWriteIsBoundedByItsWeight() {
        GroupCommit<Integer> commits = new GroupCommit<>(this::write, any -> 40, 100);
        whileTheFirstIsInFlight(commits, 1, 2, 3).forEach(CompletableFuture::join);
        assertThat(written).containsExactly(List.of(0), List.of(1, 2), List.of(3));
    }

    @Test
    void aBatchThatCannotBeStoredFailsAlone() {
        GroupCommit<Integer> commits = new GroupCommit<>(this::write, any -> 1, 100);
        List<CompletableFuture<Void>> calls = whileTheFirstIsInFlight(commits, 1, 13, 2);
        assertThatThrownBy(calls.get(2)::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalArgumentException.class);
        calls.get(1).join();
        calls.get(3).join();
        assertThat(written).containsExactly(List.of(0), List.of(1), List.of(2));
    }

    @Test
    void whileTheServerIsAwayAllOfASharedWriteFailAtOnce() {
        GroupCommit<Integer> commits = new GroupCommit<>(this::write, any -> 1, 100);
        List<CompletableFuture<Void>> calls = whileTheFirstIsInFlight(commits, 1, 99);
        for (CompletableFuture<Void> call : calls.subList(1, 3)) {
            assertThatThrownBy(call::join).hasCauseInstanceOf(UnavailableException.class);
        }
        commits.write(2);
        assertThat(written).containsExactly(List.of(0), List.of(2));
    }
}
