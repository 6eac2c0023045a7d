package eu.flexcoop.middleware.telemetry.core.internal.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

import eu.flexcoop.middleware.core.api.UnavailableException;

/**
 * Lets concurrent callers share one durable write. A caller writes at once when no write is in flight; what arrives meanwhile
 * is written together by the next one, so the wait of a batch is bounded by two writes. Batches are written in the order of
 * their arrival. If the database refuses a shared write, each of its batches is written alone, so that one that cannot be
 * stored does not fail the others. Thread-safe.
 */
final class GroupCommit<T> {
    private final Consumer<List<T>> writer;
    private final ToIntFunction<T> weigher;
    private final int heaviest;
    private final Queue<Pending<T>> queue = new ConcurrentLinkedQueue<>();
    private final Semaphore writing = new Semaphore(1);

    /**
     * @param writer writes batches durably, or throws
     * @param heaviest upper bound of the weight of the batches that are written together
     */
    GroupCommit(Consumer<List<T>> writer, ToIntFunction<T> weigher, int heaviest) {
        this.writer = writer;
        this.weigher = weigher;
        this.heaviest = heaviest;
    }

    private static final class Pending<T> {
        private final T batch;
        private final Semaphore turn = new Semaphore(0);
        private volatile boolean done;
        private volatile RuntimeException error;

        private Pending(T batch) {
            this.batch = batch;
        }

        private void finish(RuntimeException failure) {
            error = failure;
            done = true;
            turn.release();
        }
    }

    /** Returns when the batch is durable; throws what the writer threw on it. */
    void write(T batch) {
        Pending<T> mine = new Pending<>(batch);
        queue.add(mine);
        while (!mine.done) {
            if (writing.tryAcquire()) {
                try {
                    if (!mine.done) {
                        writeNext();
                    }
                } finally {
                    writing.release();
                    wakeNext();
                }
            } else {
                mine.turn.acquireUninterruptibly();
            }
        }
        if (mine.error != null) {
            throw mine.error;
        }
    }

    /** Batches that wait for the write in flight to end. */
    int waiting() {
        return queue.size();
    }

    /** The oldest of those that wait becomes the next writer. */
    private void wakeNext() {
        Pending<T> next = queue.peek();
        if (next != null) {
            next.turn.release();
        }
    }

    private void writeNext() {
        List<Pending<T>> group = new ArrayList<>();
        int weight = 0;
        for (Pending<T> next = queue.peek(); next != null; next = queue.peek()) {
            weight += weigher.applyAsInt(next.batch);
            if (!group.isEmpty() && weight > heaviest) {
                break;
            }
            group.add(queue.remove());
        }
        try {
            writer.accept(group.stream().map(each -> each.batch).toList());
            group.forEach(each -> each.finish(null));
        } catch (RuntimeException e) {
            if (group.size() == 1 || e instanceof UnavailableException) {
                group.forEach(each -> each.finish(e));
            } else {
                group.forEach(this::writeAlone);
            }
        }
    }

    private void writeAlone(Pending<T> pending) {
        try {
            writer.accept(List.of(pending.batch));
            pending.finish(null);
        } catch (RuntimeException e) {
            pending.finish(e);
        }
    }
}
